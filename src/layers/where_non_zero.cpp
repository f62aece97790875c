// WhereNonZero: where an array is not 0 (NumPy's argwhere).
//
//   x  rank >= 1
//   y  (n, rank of x): the indices of each of the n elements that are not 0, in the array's order;
//      NaN is not 0
//
// No parameters (WhereNonZeroLayerParams is empty). Refuses (shape-mismatch) anything but one input
// that has an axis, an array of zeros.

#include <algorithm>

#include "layers/layer.h"

namespace attune::layers {
namespace {
class WhereNonZero final : public Layer {
 public:
  WhereNonZero(const LayerSpec& spec, std::span<const Shape> x) { expect_inputs(spec, x, 1, 1); }

  void settle(std::span<const ConstTensor> x) override {
    const std::span<const float> values = x[0].span();
    const auto zeros = std::ranges::count(values, 0.0F);
    shape_ = {static_cast<std::int64_t>(values.size()) - zeros, x[0].shape.rank()};
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const Shape& x = pass.x[0].shape;
    float* y = pass.y[0].data;
    for (std::int64_t i = 0; i < x.size(); ++i) {
      if (pass.x[0].data[i] == 0) continue;
      std::int64_t rest = i;
      for (int axis = x.rank() - 1; axis >= 0; --axis) {
        y[axis] = static_cast<float>(rest % x[axis]);
        rest /= x[axis];
      }
      y += x.rank();
    }
    return Status::ok;
  }

 private:
  Shape shape_;
};
}  // namespace

LayerType where_non_zero() { return layer_type<WhereNonZero>(LayerKind::where_non_zero, 0); }
}  // namespace attune::layers
