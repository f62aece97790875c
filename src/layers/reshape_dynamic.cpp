// ReshapeDynamic: another shape, which the second input gives, for the values of the first.
//
//   x0  any shape
//   x1  the target shape as numbers; one may be -1, which stands for what is left
//   y   the target shape
//
// No parameters (ReshapeDynamicLayerParams is empty). Refuses (shape-mismatch) anything but two
// inputs, a target of another size; (bad-example, model-invalid) numbers that are no shape.

#include "layers/shared/axes.h"
#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const ConstTensor> x) {
  return {target_shape(spec, whole_numbers(spec, x[1]), x[0].shape), kernels::View(x[0].shape)};
}
}  // namespace

LayerType reshape_dynamic() { return rearranged_type<arrange>(LayerKind::reshape_dynamic); }
}  // namespace attune::layers
