// BroadcastToLike: repeats an array to the shape of another, by NumPy's rule.
//   y[..., i, j] = x0[..., i or 0, j or 0]: 0 along axes of extent 1
//
//   x0  its extents, aligned at the last, equal those of x1 or are 1; leading ones may lack
//   x1  any shape; its values are not read
//   y   the shape of x1
//
// No parameters (BroadcastToLikeLayerParams is empty). Refuses (shape-mismatch) an x0 that cannot
// be repeated so, anything but two inputs.

#include "layers/shared/broadcast_to.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 2);
  return broadcast_to(spec, x[0], x[1]);
}
}  // namespace

LayerType broadcast_to_like() { return rearranged<arrange>(LayerKind::broadcast_to_like); }
}  // namespace attune::layers
