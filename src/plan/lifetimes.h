// Where arrays lie that are not all needed at once: memory is used again as soon as nobody reads
// what it holds.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace attune::plan {

/// An array that is needed from one moment to another, both included.
struct Lifetime {
  std::uint64_t floats = 0;
  int first = 0, last = 0;
};

struct Layout {
  std::vector<std::uint64_t> offsets;  ///< of each array, in floats
  std::uint64_t floats = 0;            ///< what all of it takes
};

/// Lays arrays out so that those that are needed at the same time do not overlap. The largest are
/// placed first, each at the first gap that holds it; so the layout depends on the arrays alone.
Layout lay_out(std::span<const Lifetime> arrays);

}  // namespace attune::plan
