#include "kernels/sorting.h"

#include <cmath>
#include <utility>

namespace attune::kernels {
namespace {
struct Order {
  const float* x;
  std::int64_t step;
  bool descending;

  // Whether one position comes before another.
  bool operator()(float p, float q) const {
    const float a = x[static_cast<std::int64_t>(p) * step];
    const float b = x[static_cast<std::int64_t>(q) * step];
    if (a < b) return !descending;
    if (b < a) return descending;
    if (std::isnan(a) != std::isnan(b)) return std::isnan(b);
    return p < q;
  }
};
}  // namespace

// Heapsort: small, in place, n log n whatever comes.
void sort_positions(const float* x, std::int64_t step, std::int64_t count, bool descending,
                    float* positions) {
  const Order before{x, step, descending};
  for (std::int64_t i = 0; i < count; ++i) positions[i] = static_cast<float>(i);
  // Moves an element down until neither child comes after it.
  const auto sink = [&](std::int64_t at, std::int64_t end) {
    for (std::int64_t child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && before(positions[child], positions[child + 1])) ++child;
      if (!before(positions[at], positions[child])) return;
      std::swap(positions[at], positions[child]);
      at = child;
    }
  };
  for (std::int64_t i = count / 2; i-- > 0;) sink(i, count);
  for (std::int64_t end = count - 1; end > 0; --end) {
    std::swap(positions[0], positions[end]);
    sink(0, end);
  }
}

}  // namespace attune::kernels
