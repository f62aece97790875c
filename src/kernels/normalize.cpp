#include "kernels/normalize.h"

#include "kernels/sums.h"

namespace attune::kernels {
namespace {
// The sum over all runs of what `of` says of one.
template <typename Of>
float over_runs(const Runs& runs, Of of) {
  float total = 0;
  for (std::ptrdiff_t run = 0; run < runs.count; ++run) total += of(run * runs.step);
  return total;
}

std::size_t length_of(const Runs& runs) { return static_cast<std::size_t>(runs.length); }
}  // namespace

Moments moments(const Runs& runs, const float* x) noexcept {
  const auto size = static_cast<float>(runs.size());
  const float mean =
      over_runs(runs, [&](std::ptrdiff_t at) { return sum(x + at, length_of(runs)); }) / size;
  const float squares = over_runs(runs, [&](std::ptrdiff_t at) {
    return sum_of_squares_around(mean, x + at, length_of(runs));
  });
  return {mean, squares / size};
}

void apply(const Affine& affine, const Runs& runs, const float* x, float* y) noexcept {
  for (std::ptrdiff_t run = 0; run < runs.count; ++run, x += runs.step, y += runs.step) {
    for (std::ptrdiff_t i = 0; i < runs.length; ++i)
      y[i] = (x[i] - affine.center) * affine.factor + affine.shift;
  }
}

void normalize_backward(const Affine& affine, float inverse, const Runs& runs, const float* x,
                        const float* dy, float* dx) noexcept {
  const auto size = static_cast<float>(runs.size());
  const float mean_dy =
      over_runs(runs, [&](std::ptrdiff_t at) { return sum(dy + at, length_of(runs)); }) / size;
  // The mean of dy (x - mean); dy's own mean is taken out, which changes only the rounding.
  float slope = 0;
  if (inverse != 0) {
    for (std::ptrdiff_t run = 0; run < runs.count; ++run) {
      const float *const x_run = x + run * runs.step, *const dy_run = dy + run * runs.step;
      for (std::ptrdiff_t i = 0; i < runs.length; ++i)
        slope += (dy_run[i] - mean_dy) * (x_run[i] - affine.center);
    }
    slope = slope / size * inverse * inverse;
  }
  for (std::ptrdiff_t run = 0; run < runs.count;
       ++run, x += runs.step, dy += runs.step, dx += runs.step) {
    for (std::ptrdiff_t i = 0; i < runs.length; ++i) {
      dx[i] += affine.factor * (dy[i] - mean_dy - (x[i] - affine.center) * slope);
    }
  }
}

}  // namespace attune::kernels
