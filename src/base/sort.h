// Sorting by a total order, so that every library gives the same result.
#pragma once

#include <algorithm>
#include <functional>

namespace attune {

/// Heap sort: O(n log n) whatever comes, and a fifth of the machine code of std::sort, which is
/// written out anew for every comparison (1.5 to 3 KB each).
template <typename Range, typename Less = std::ranges::less, typename Projection = std::identity>
void sort(Range& range, Less less = {}, Projection projection = {}) {
  std::ranges::make_heap(range, less, projection);
  std::ranges::sort_heap(range, less, projection);
}

}  // namespace attune
