// How weights change by their gradients: one pass over the arrays of an optimizer.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// v = momentum v + g, w = w - rate v; then g = 0 for the next sum
void momentum_step(float rate, float momentum, float* g, float* v, float* w, std::size_t count);

/// What one step of Adam multiplies by, computed in double and rounded once.
struct AdamFactors {
  float beta1 = 0, one_minus_beta1 = 0;
  float beta2 = 0, one_minus_beta2 = 0;
  float rate = 0;  ///< learning rate / (1 - beta1^t)
  float root = 1;  ///< 1 / sqrt(1 - beta2^t)
  float eps = 0;
};

/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, w = w - rate m / (root sqrt(v) +
/// eps); then g = 0 for the next sum
void adam_step(const AdamFactors& factors, float* g, float* m, float* v, float* w,
               std::size_t count);

/// g = g + strength (w - start)
void anchor_gradient(float strength, const float* w, const float* start, float* g,
                     std::size_t count);

/// Sum of squares, in double, one after the other.
double sum_of_squares(const float* g, std::size_t count);

/// g = factor g
void scale(float factor, float* g, std::size_t count);

}  // namespace attune::kernels
