// LoadConstant: a stored array, the same for every example.
//
//   y  [1, 1, C, H, W]
//
// Reads LoadConstantLayerParams: shape 1 (C, H, W), data 2. Not trained. Refuses (model-invalid) a
// shape that is not 3 extents above 0, another number of values; (shape-mismatch) any input.

#include "layers/shared/constant.h"

namespace attune::layers {
namespace {
class LoadConstant final : public Constant {
 public:
  LoadConstant(const LayerSpec& spec, std::span<const Shape> x)
      : Constant(spec, x, output_shape(spec)) {}

 private:
  static Shape output_shape(const LayerSpec& spec) {
    const Shape shape = positive_shape(spec, spec.params().signed_integers(1), "shape");
    if (shape.rank() != 3) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": loadConstant's shape must have 3 extents, got ", shape);
    }
    return {1, 1, shape[0], shape[1], shape[2]};
  }
};
}  // namespace

LayerType load_constant() { return layer_type<LoadConstant>(LayerKind::load_constant); }
}  // namespace attune::layers
