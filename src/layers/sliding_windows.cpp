// SlidingWindows: all windows of an axis, on two axes in its place.
//   y[..., m, w, ...] = x[..., m step + w, ...]
//
//   x  (..., L, ...), L being the axis
//   y  (..., M, windowSize, ...) with M = floor((L - windowSize) / step) + 1
//
// Reads SlidingWindowsLayerParams: axis 1 (negative: from the end), windowSize 2, step 3. Refuses
// (model-invalid) a window or a step of 0, (shape-mismatch) a window longer than the axis, anything
// but one input that has the axis.

#include <algorithm>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1);
  const int axis = resolve_axis(spec, spec.params().signed_integer(1), x[0].rank());
  const std::uint64_t window = spec.params().integer(2), step = spec.params().integer(3);
  if (window == 0 || step == 0) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": slidingWindows has windows of ", window,
         " elements, ", step, " apart");
  }
  const std::int64_t length = x[0][axis];
  if (window > static_cast<std::uint64_t>(length)) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": slidingWindows of ", window,
         " elements do not fit into axis ", axis, " of ", x[0]);
  }
  const auto size = static_cast<std::int64_t>(window);
  // A step beyond the axis leaves the first window only.
  const auto apart = static_cast<std::int64_t>(std::min(step, static_cast<std::uint64_t>(length)));
  const std::int64_t windows = (length - size) / apart + 1;
  const std::int64_t inner = x[0].size_of(axis + 1, x[0].rank());
  const kernels::View::Axis axes[] = {
      {x[0].size_of(0, axis), length * inner}, {windows, apart * inner}, {size, inner}, {inner, 1}};
  return {inserted(x[0].with(axis, windows), axis + 1, size), kernels::View::strided(axes)};
}
}  // namespace

LayerType sliding_windows() { return rearranged<arrange>(LayerKind::sliding_windows); }
}  // namespace attune::layers
