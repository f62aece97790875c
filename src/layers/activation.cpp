// Activation: a function of each value on its own, chosen by ActivationParams' oneof
// NonlinearityType.
//   linear 5               alpha x + beta
//   ReLU 10                x > 0 ? x : 0
//   leakyReLU 15           x >= 0 ? x : alpha x
//   thresholdedReLU 20     x >= alpha ? x : 0
//   PReLU 25               x >= 0 ? x : alpha[c] x
//   tanh 30, scaledTanh 31 tanh x; alpha tanh(beta x)
//   sigmoid 40             1 / (1 + e^-x)
//   sigmoidHard 41         min(max(alpha x + beta, 0), 1)
//   ELU 50                 x >= 0 ? x : alpha (e^x - 1)
//   softsign 60            x / (1 + |x|)
//   softplus 70            ln(1 + e^x)
//   parametricSoftplus 71  alpha[c] ln(1 + e^(beta[c] x))
//
//   x  any shape; PReLU and parametricSoftplus with C > 1 constants: (..., C, H, W)
//   y  the same shape
//
// Constants that are absent are 0, as proto3 has it; alpha[c] and beta[c] hold C values or one for
// all. They are not trained. Refuses (model-invalid) a message without a function, (shape-mismatch)
// anything but one input.

#include <algorithm>

#include "kernels/activations.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
using kernels::ActivationConstants;

struct Member {
  std::uint32_t field;
  const kernels::Activation* function;
  bool per_channel;  // its constants are WeightParams, not floats
};

constexpr Member kMembers[] = {
    {5, &kernels::kLinear, false},         {10, &kernels::kReLU, false},
    {15, &kernels::kLeakyReLU, false},     {20, &kernels::kThresholdedReLU, false},
    {25, &kernels::kLeakyReLU, true},      {30, &kernels::kTanh, false},
    {31, &kernels::kScaledTanh, false},    {40, &kernels::kSigmoid, false},
    {41, &kernels::kSigmoidHard, false},   {50, &kernels::kELU, false},
    {60, &kernels::kSoftsign, false},      {70, &kernels::kSoftplus, false},
    {71, &kernels::kScaledSoftplus, true},
};
constexpr std::uint32_t kAlpha = 1, kBeta = 2, kPReLU = 25;

class Activation final : public Layer {
 public:
  Activation(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    shape_ = x[0];
    const auto chosen = spec.params().choice({5, 10, 15, 20, 25, 30, 31, 40, 41, 50, 60, 70, 71});
    const auto* const member = std::ranges::find(kMembers, chosen.field, &Member::field);
    if (member == std::end(kMembers)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": its activation names no function that the format knows");
    }
    function_ = *member->function;
    is_relu_ = member->function == &kernels::kReLU;
    if (!member->per_channel) {
      constants_ = {{chosen.message.number(kAlpha), chosen.message.number(kBeta)}};
      return;
    }
    const Floats alpha = channel_values(spec, chosen.field, kAlpha, "alpha");
    const Floats beta =
        chosen.field == kPReLU ? alpha : channel_values(spec, chosen.field, kBeta, "beta");
    constants_.resize(std::max(alpha->size(), beta->size()));
    for (std::size_t c = 0; c < constants_.size(); ++c) {
      constants_[c] = {(*alpha)[alpha->size() == 1 ? 0 : c], (*beta)[beta->size() == 1 ? 0 : c]};
    }
    if (constants_.size() > 1) run_ = static_cast<std::size_t>(shape_[-2] * shape_[-1]);
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  bool works_in_place() const override { return true; }
  // Others do too, but for the last bit.
  bool keeps_order() const override { return is_relu_; }

  Status forward(const Pass& pass) noexcept override {
    const float* const x = pass.x[0].data;
    float* const y = pass.y[0].data;
    each_run(pass, [&](const ActivationConstants& constants, std::size_t start, std::size_t count) {
      function_.forward(constants, x + start, y + start, count);
    });
    return Status::ok;
  }

  // dx += dy f'(x)
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const float *x = pass.x[0].data, *y = pass.y[0].data, *dy = pass.dy[0].data;
    float* const dx = pass.dx[0].data;
    each_run(pass, [&](const ActivationConstants& constants, std::size_t start, std::size_t count) {
      function_.backward(constants, x + start, y + start, dy + start, dx + start, count);
    });
  }

 private:
  // One value, or one for each channel.
  Floats channel_values(const LayerSpec& spec, std::uint32_t member, std::uint32_t field,
                        std::string_view role) const {
    if (spec.weight_params({member, field}).count() == 1) {
      return spec.weights({member, field}, {1}, role);
    }
    if (shape_.rank() < 3) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": an activation with a value for each channel reads an input of rank >= 3, got ",
           shape_);
    }
    return spec.weights({member, field}, {shape_[-3]}, role);
  }

  // Visits the stretches of memory in which the constants are the same: all, or a channel.
  template <typename Visit>
  void each_run(const Pass& pass, Visit visit) const {
    const auto all = static_cast<std::size_t>(pass.x[0].size());
    if (constants_.size() == 1) {
      visit(constants_[0], 0, all);
      return;
    }
    std::size_t channel = 0;
    for (std::size_t start = 0; start < all; start += run_) {
      visit(constants_[channel], start, run_);
      if (++channel == constants_.size()) channel = 0;
    }
  }

  Shape shape_;
  kernels::Activation function_;
  bool is_relu_ = false;
  std::vector<ActivationConstants> constants_;  // one, or one for each channel
  std::size_t run_ = 1;                         // H W: the length of a channel
};
}  // namespace

LayerType activation() { return layer_type<Activation>(LayerKind::activation); }
}  // namespace attune::layers
