// Softmax along one axis: scores become probabilities.
#pragma once

#include <cstdint>

namespace attune::kernels {

/// An array of outer x length x inner; a lane is `length` values, `inner` apart.
struct LaneLayout {
  std::int64_t outer = 1, length = 1, inner = 1;
};

/// y[c] = e^(x[c] - top) / sum_k e^(x[k] - top) in each lane, with top the lane's largest value, so
/// that nothing overflows.
void softmax(const LaneLayout& layout, const float* x, float* y);

/// dx[c] += y[c] (dy[c] - sum_k dy[k] y[k]) in each lane.
void softmax_backward(const LaneLayout& layout, const float* y, const float* dy, float* dx);

}  // namespace attune::kernels
