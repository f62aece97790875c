// Unary: a function of each value, after a scale and a shift.
//   y = f(u), u = scale x + shift
//   SQRT 0     sqrt(u)                EXP 4        e^u
//   RSQRT 1    1 / sqrt(u + epsilon)  LOG 5        ln(u)
//   INVERSE 2  1 / (u + epsilon)      ABS 6        |u|
//   POWER 3    u^alpha                THRESHOLD 7  max(alpha, u)
//
//   x  any shape
//   y  the same shape
//
// Reads UnaryFunctionLayerParams: type 1, alpha 2, epsilon 3 (0 stands for 1e-6), shift 4, scale 5
// (0 stands for 1). Outside a function's domain y is NaN or infinite, as IEEE arithmetic has it.
// Refuses (model-invalid) an unknown type, (shape-mismatch) anything but one input.

#include <cmath>

#include "kernels/vector_math.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
enum class Operation : std::uint8_t { sqrt, rsqrt, inverse, power, exp, log, abs, threshold };

class Unary final : public Layer {
 public:
  Unary(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    shape_ = x[0];
    const std::uint64_t type = spec.params().integer(1);
    if (type > static_cast<std::uint64_t>(Operation::threshold)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": unary names operation ", type,
           "; the format has 0 to 7");
    }
    operation_ = static_cast<Operation>(type);
    alpha_ = spec.params().number(2);
    const float epsilon = spec.params().number(3), scale = spec.params().number(5);
    epsilon_ = epsilon == 0 ? 1e-6F : epsilon;
    shift_ = spec.params().number(4);
    scale_ = scale == 0 ? 1.0F : scale;
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const std::span<const float> x = pass.x[0].span();
    const std::span<float> y = pass.y[0].span();
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = value(scale_ * x[i] + shift_);
    return Status::ok;
  }

  // dx += dy f'(u) scale
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const std::span<const float> x = pass.x[0].span(), dy = pass.dy[0].span();
    const std::span<const float> y = pass.y[0].span();
    const std::span<float> dx = pass.dx[0].span();
    for (std::size_t i = 0; i < x.size(); ++i)
      dx[i] += dy[i] * slope(scale_ * x[i] + shift_, y[i]) * scale_;
  }

 private:
  float value(float u) const {
    switch (operation_) {
      case Operation::sqrt:
        return std::sqrt(u);
      case Operation::rsqrt:
        return 1 / std::sqrt(u + epsilon_);
      case Operation::inverse:
        return 1 / (u + epsilon_);
      case Operation::power:
        return kernels::pow(u, alpha_);
      case Operation::exp:
        return kernels::exp(u);
      case Operation::log:
        return kernels::log(u);
      case Operation::abs:
        return std::fabs(u);
      case Operation::threshold:
        break;
    }
    return u > alpha_ ? u : alpha_;
  }

  // f'(u), given y = f(u); at a kink the slope on the left of it, at |0| none.
  float slope(float u, float y) const {
    switch (operation_) {
      case Operation::sqrt:
        return 0.5F / y;
      case Operation::rsqrt:
        return -0.5F * y * y * y;
      case Operation::inverse:
        return -y * y;
      case Operation::power:
        return alpha_ * kernels::pow(u, alpha_ - 1);
      case Operation::exp:
        return y;
      case Operation::log:
        return 1 / u;
      case Operation::abs:
        return u > 0 ? 1.0F : u < 0 ? -1.0F : 0.0F;
      case Operation::threshold:
        break;
    }
    return u > alpha_ ? 1.0F : 0.0F;
  }

  Shape shape_;
  Operation operation_ = Operation::sqrt;
  float alpha_ = 0, epsilon_ = 0, shift_ = 0, scale_ = 1;
};
}  // namespace

LayerType unary() { return layer_type<Unary>(LayerKind::unary); }
}  // namespace attune::layers
