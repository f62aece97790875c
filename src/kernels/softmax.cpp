#include "kernels/softmax.h"

#include "kernels/exponential.h"

namespace attune::kernels {
namespace {
// Calls visit(start of lane) for each lane.
template <typename Visit>
void each_lane(const LaneLayout& layout, Visit visit) {
  for (std::int64_t o = 0; o < layout.outer; ++o) {
    for (std::int64_t i = 0; i < layout.inner; ++i) visit(o * layout.length * layout.inner + i);
  }
}
}  // namespace

void softmax(const LaneLayout& layout, const float* x, float* y) {
  const std::int64_t step = layout.inner, end = layout.length * step;
  if (end == 0) return;
  each_lane(layout, [&](std::int64_t start) {
    const float* const from = x + start;
    float* const to = y + start;
    float top = from[0];
    for (std::int64_t c = step; c < end; c += step) top = from[c] > top ? from[c] : top;
    for (std::int64_t c = 0; c < end; c += step) {
      to[c] = static_cast<float>(internal::exponential(static_cast<double>(from[c]) - top).value());
    }
    float sum = 0;
    for (std::int64_t c = 0; c < end; c += step) sum += to[c];
    for (std::int64_t c = 0; c < end; c += step) to[c] /= sum;
  });
}

void softmax_backward(const LaneLayout& layout, const float* y, const float* dy, float* dx) {
  const std::int64_t step = layout.inner, end = layout.length * step;
  each_lane(layout, [&](std::int64_t start) {
    float mean = 0;
    for (std::int64_t c = start; c < start + end; c += step) mean += dy[c] * y[c];
    for (std::int64_t c = start; c < start + end; c += step) dx[c] += y[c] * (dy[c] - mean);
  });
}

}  // namespace attune::kernels
