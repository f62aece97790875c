// Normalization: values shifted to mean 0 and scaled to variance 1, and the gradient through it.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// The floats that are normalized together: `count` runs of `length`, their starts `step` apart.
struct Runs {
  std::ptrdiff_t count = 1, length = 1, step = 1;

  std::ptrdiff_t size() const { return count * length; }
};

struct Moments {
  float mean = 0, variance = 0;
};
/// The mean, and the mean square distance from it.
Moments moments(const Runs& runs, const float* x) noexcept;

/// y = (x - center) * factor + shift, for every float of the runs.
struct Affine {
  float center = 0, factor = 1, shift = 0;
};
void apply(const Affine& affine, const Runs& runs, const float* x, float* y) noexcept;

/// dx += the gradient through y = (x - mean) * factor + shift, where the mean and
/// factor = gain / sqrt(variance + epsilon) are themselves of x:
///   dx += factor * (dy - mean(dy) - n mean(dy n))    n = (x - mean) * inverse
/// @param inverse  1 / sqrt(variance + epsilon); 0 where the factor does not depend on x
void normalize_backward(const Affine& affine, float inverse, const Runs& runs, const float* x,
                        const float* dy, float* dx) noexcept;

}  // namespace attune::kernels
