#include "plan/lifetimes.h"

#include <algorithm>
#include <numeric>

#include "base/sort.h"

namespace attune::plan {
namespace {
// Placing compares each array with all before it. Networks with more values are rare, and what they
// would save is not worth seconds.
constexpr std::size_t kMostCompared = 4096;

struct Placed {
  std::uint64_t start, end;
  int first, last;
};

Layout one_after_the_other(std::span<const Lifetime> arrays) {
  Layout layout;
  for (const Lifetime& array : arrays) {
    layout.offsets.push_back(layout.floats);
    layout.floats += array.floats;
  }
  return layout;
}
}  // namespace

Layout lay_out(std::span<const Lifetime> arrays) {
  if (arrays.size() > kMostCompared) return one_after_the_other(arrays);
  std::vector<std::size_t> order(arrays.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  attune::sort(
      order, [&](std::size_t a, std::size_t b) {  // the largest first, of equals the earlier
        return arrays[a].floats != arrays[b].floats ? arrays[a].floats > arrays[b].floats : a < b;
      });

  Layout layout{std::vector<std::uint64_t>(arrays.size()), 0};
  std::vector<Placed> placed;  // by their start
  for (const std::size_t index : order) {
    const Lifetime& array = arrays[index];
    std::uint64_t at = 0;
    for (const Placed& other : placed) {
      const bool together = other.first <= array.last && array.first <= other.last;
      if (!together || other.end <= at) continue;
      if (other.start >= at + array.floats) break;
      at = other.end;
    }
    layout.offsets[index] = at;
    layout.floats = std::max(layout.floats, at + array.floats);
    const Placed here{at, at + array.floats, array.first, array.last};
    placed.insert(std::ranges::upper_bound(placed, here.start, {}, &Placed::start), here);
  }
  return layout;
}

}  // namespace attune::plan
