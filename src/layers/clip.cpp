// Clip: keeps each value within two bounds.
//   y = min(max(x, minVal), maxVal)
//
//   x  any shape
//   y  the same shape; no gradient where a bound holds
//
// Reads ClipLayerParams: minVal 1, maxVal 2. Refuses (model-invalid) a minVal above maxVal,
// (shape-mismatch) anything but one input.

#include "layers/layer.h"

namespace attune::layers {
namespace {
class Clip final : public Layer {
 public:
  Clip(const LayerSpec& spec, std::span<const Shape> x)
      : least_(spec.params().number(1)), most_(spec.params().number(2)) {
    expect_inputs(spec, x, 1);
    shape_ = x[0];
    if (!(least_ <= most_)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": clip's minVal ", least_,
           " is above its maxVal ", most_);
    }
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const std::span<const float> x = pass.x[0].span();
    const std::span<float> y = pass.y[0].span();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float raised = x[i] > least_ ? x[i] : least_;
      y[i] = raised < most_ ? raised : most_;
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const std::span<const float> x = pass.x[0].span(), dy = pass.dy[0].span();
    const std::span<float> dx = pass.dx[0].span();
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i] > least_ && x[i] < most_) dx[i] += dy[i];
    }
  }

 private:
  Shape shape_;
  float least_, most_;
};
}  // namespace

LayerType clip() { return layer_type<Clip>(LayerKind::clip); }
}  // namespace attune::layers
