#include "neighbors/neighbors.h"

#include <algorithm>
#include <array>

namespace attune::neighbors {

#define PART(name) IndexType name();
#include "neighbors.inc"
#undef PART

// The order is total, so what the library's heap does inside shows nowhere.
void Nearest::offer(const Neighbor& neighbor) {
  if (heap_.size() < count_) {
    heap_.push_back(neighbor);
    std::ranges::push_heap(heap_, std::less<>());
  } else if (!heap_.empty() && neighbor < heap_.front()) {
    std::ranges::pop_heap(heap_, std::less<>());
    heap_.back() = neighbor;
    std::ranges::push_heap(heap_, std::less<>());
  }
}

std::vector<Neighbor> Nearest::take() {
  std::ranges::sort_heap(heap_, std::less<>());
  return std::move(heap_);
}

const IndexType* find_index_type(int field) {
  static const std::array kTypes = {
#define PART(name) name(),
#include "neighbors.inc"
#undef PART
  };
  const auto* const found = std::ranges::find(kTypes, field, &IndexType::field);
  return found == kTypes.end() ? nullptr : found;
}

}  // namespace attune::neighbors
