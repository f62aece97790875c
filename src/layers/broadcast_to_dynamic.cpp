// BroadcastToDynamic: the first input repeated to the shape that the second gives (NumPy's
// broadcast_to).
//
//   x0  aligned at the last axis; its extents equal the shape's or are 1, leading axes may lack
//   x1  the shape as numbers
//   y   the shape
//
// No parameters (BroadcastToDynamicLayerParams is empty). Refuses (shape-mismatch) anything but two
// inputs, a shape that x0 does not fit; (bad-example, model-invalid) numbers that are no shape.

#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const ConstTensor> x) {
  const Shape to = shape_in(spec, x[1]);
  if (!kernels::broadcasts(x[0].shape, to)) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot repeat ", x[0].shape, " to ", to);
  }
  return {to, kernels::View(x[0].shape, to)};
}
}  // namespace

LayerType broadcast_to_dynamic() {
  return rearranged_type<arrange>(LayerKind::broadcast_to_dynamic);
}
}  // namespace attune::layers
