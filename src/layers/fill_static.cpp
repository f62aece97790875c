// FillStatic: one value everywhere, in a given shape.
//   y[i] = value
//
//   y  targetShape
//
// Reads FillStaticLayerParams: value 1, targetShape 2. Refuses (model-invalid) a shape that is
// empty or has an extent below 1, (shape-mismatch) any input.

#include "layers/shared/axes.h"
#include "layers/shared/progression.h"

namespace attune::layers {
namespace {
class FillStatic final : public Progression {
 public:
  FillStatic(const LayerSpec& spec, std::span<const Shape> x)
      : Progression(shape(spec, x), spec.params().number(1)) {}

 private:
  static Shape shape(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 0);
    return positive_shape(spec, spec.params().signed_integers(2), "target shape");
  }
};
}  // namespace

LayerType fill_static() { return layer_type<FillStatic>(LayerKind::fill_static); }
}  // namespace attune::layers
