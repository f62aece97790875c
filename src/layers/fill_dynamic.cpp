// FillDynamic: one number in a shape that the input gives.
//   y = value
//
//   x  the shape as numbers
//   y  that shape
//
// Reads FillDynamicLayerParams: value 1. Refuses (shape-mismatch) anything but one input;
// (bad-example, model-invalid) numbers that are no shape.

#include <algorithm>

#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
class FillDynamic final : public Layer {
 public:
  FillDynamic(const LayerSpec& spec, std::span<const Shape> x) : spec_(&spec) {
    expect_inputs(spec, x, 1);
  }

  void settle(std::span<const ConstTensor> x) override { shape_ = shape_in(*spec_, x[0]); }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    std::ranges::fill(pass.y[0].span(), spec_->params().number(1));
    return Status::ok;
  }

 private:
  const LayerSpec* spec_;
  Shape shape_;
};
}  // namespace

LayerType fill_dynamic() { return layer_type<FillDynamic>(LayerKind::fill_dynamic, 0); }
}  // namespace attune::layers
