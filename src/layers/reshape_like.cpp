// ReshapeLike: the shape of another array for the same values, in the same order.
//
//   x0  any shape
//   x1  a shape of as many elements; its values are not read
//   y   the shape of x1
//
// No parameters (ReshapeLikeLayerParams is empty). Refuses (shape-mismatch) shapes of different
// sizes, anything but two inputs.

#include <vector>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 2);
  const std::vector<std::int64_t> to(x[1].extents().begin(), x[1].extents().end());
  return {target_shape(spec, to, x[0]), kernels::View(x[0])};
}
}  // namespace

LayerType reshape_like() { return rearranged<arrange>(LayerKind::reshape_like); }
}  // namespace attune::layers
