// BroadcastToStatic: repeats an array to a given shape, by NumPy's rule.
//   y[..., i, j] = x[..., i or 0, j or 0]: 0 along axes of extent 1
//
//   x  its extents, aligned at the last, equal those of y or are 1; leading ones may lack
//   y  targetShape
//
// Reads BroadcastToStaticLayerParams: targetShape 1. Refuses (model-invalid) an empty one or an
// extent below 1, (shape-mismatch) one to which x cannot be repeated, anything but one input.

#include "layers/shared/broadcast_to.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1);
  return broadcast_to(spec, x[0],
                      positive_shape(spec, spec.params().signed_integers(1), "target shape"));
}
}  // namespace

LayerType broadcast_to_static() { return rearranged<arrange>(LayerKind::broadcast_to_static); }
}  // namespace attune::layers
