// One of several equal shares of a number of things that lie in a row.
#pragma once

#include <algorithm>
#include <cstdint>

namespace attune {

struct Share {
  int part = 0, parts = 1;

  struct Range {
    int first, count;
  };
  /// Which of `all` things are in it: whole runs of `grain`, but for the last.
  Range of(int all, int grain = 1) const {
    const int runs = (all + grain - 1) / grain;
    const auto end = [&](int index) {
      return static_cast<int>(std::int64_t{runs} * index / parts) * grain;
    };
    const int first = std::min(all, end(part));
    return {first, std::min(all, end(part + 1)) - first};
  }
};

}  // namespace attune
