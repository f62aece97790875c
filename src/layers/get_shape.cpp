// GetShape: the extents of an array, as numbers.
//   y[i] = extent of axis i
//
//   x  rank >= 1
//   y  (rank of x)
//
// No parameters (GetShapeLayerParams is empty), no gradient: x's values do not matter. Refuses
// (shape-mismatch) anything but one input that has an axis.

#include "layers/layer.h"

namespace attune::layers {
namespace {
class GetShape final : public Layer {
 public:
  GetShape(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    shape_ = x[0];
  }

  std::vector<Shape> output_shapes() const override { return {Shape{shape_.rank()}}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      for (int axis = 0; axis < shape_.rank(); ++axis)
        pass.y[0].example(e)[axis] = static_cast<float>(shape_[axis]);
    }
    return Status::ok;
  }

  // Nothing of x reaches y.
  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 private:
  Shape shape_;
};
}  // namespace

LayerType get_shape() { return layer_type<GetShape>(LayerKind::get_shape); }
}  // namespace attune::layers
