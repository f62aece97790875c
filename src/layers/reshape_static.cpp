// ReshapeStatic: another shape for the same values, in the same order.
//
//   x  any shape
//   y  targetShape; one extent may be -1, which stands for what is left
//
// Reads ReshapeStaticLayerParams: targetShape 1. Refuses (model-invalid) a target that is empty or
// has another extent below 1, (shape-mismatch) one of another size, anything but one input.

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class ReshapeStatic final : public Rearrange {
 public:
  ReshapeStatic(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    return {target_shape(spec, spec.params().signed_integers(1), x[0]), kernels::View(x[0])};
  }
};
}  // namespace

LayerType reshape_static() { return layer_type<ReshapeStatic>(LayerKind::reshape_static); }
}  // namespace attune::layers
