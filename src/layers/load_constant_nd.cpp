// LoadConstantND: a stored array of any shape, the same for every example.
//
//   y  shape
//
// Reads LoadConstantNDLayerParams: shape 1, data 2. Not trained. Refuses (model-invalid) a shape
// that is empty or has an extent below 1, another number of values; (shape-mismatch) any input.

#include "layers/shared/constant.h"

namespace attune::layers {
namespace {
class LoadConstantND final : public Constant {
 public:
  LoadConstantND(const LayerSpec& spec, std::span<const Shape> x)
      : Constant(spec, x, positive_shape(spec, spec.params().signed_integers(1), "shape")) {}
};
}  // namespace

LayerType load_constant_nd() { return layer_type<LoadConstantND>(LayerKind::load_constant_nd); }
}  // namespace attune::layers
