// ClampedReLU: a leaky ReLU with a ceiling.
//   y = min(x >= 0 ? x : alpha x, beta)
//
//   x  any shape
//   y  the same shape; no gradient where the ceiling holds
//
// Reads ClampedReLULayerParams: alpha 1, beta 2 (absent: 0, as proto3 has it). Refuses
// (shape-mismatch) anything but one input.

#include "layers/layer.h"

namespace attune::layers {
namespace {
class ClampedReLU final : public Layer {
 public:
  ClampedReLU(const LayerSpec& spec, std::span<const Shape> x)
      : alpha_(spec.params().number(1)), beta_(spec.params().number(2)) {
    expect_inputs(spec, x, 1);
    shape_ = x[0];
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const std::span<const float> x = pass.x[0].span();
    const std::span<float> y = pass.y[0].span();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float line = x[i] * slope(x[i]);
      y[i] = line > beta_ ? beta_ : line;
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const std::span<const float> x = pass.x[0].span(), dy = pass.dy[0].span();
    const std::span<float> dx = pass.dx[0].span();
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (x[i] * slope(x[i]) < beta_) dx[i] += dy[i] * slope(x[i]);
    }
  }

 private:
  float slope(float x) const { return x >= 0 ? 1.0F : alpha_; }

  Shape shape_;
  float alpha_, beta_;
};
}  // namespace

LayerType clamped_re_lu() { return layer_type<ClampedReLU>(LayerKind::clamped_re_lu); }
}  // namespace attune::layers
