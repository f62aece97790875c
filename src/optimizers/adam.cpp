// Adam (adamOptimizer 11; Kingma and Ba, 2015), in step t = 1, 2, ...:
//   m = beta1 m + (1 - beta1) g
//   v = beta2 v + (1 - beta2) g^2
//   w = w - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
// As PyTorch's Adam. The powers are running products in double, so a beta that changes between
// steps counts from then on. A beta of 1, under which m or v never leave 0, is not corrected.
//
// State: m, v. What does not depend on the weight is computed in double and rounded to float once a
// step.

#include <array>
#include <cmath>

#include "kernels/updates.h"
#include "optimizers/optimizer.h"

namespace attune::optimizers {
namespace {
class Adam final : public Optimizer {
 public:
  int state_per_weight() const override { return 2; }

  void begin_step(const Rates& rates) noexcept override {
    auto& [power1, power2] = powers_;
    power1 *= rates.beta1;
    power2 *= rates.beta2;
    left1_ = power1 == 1 ? 1 : 1 - power1;
    const double left2 = power2 == 1 ? 1 : 1 - power2;
    factors_ = {.beta1 = static_cast<float>(rates.beta1),
                .one_minus_beta1 = static_cast<float>(1 - rates.beta1),
                .beta2 = static_cast<float>(rates.beta2),
                .one_minus_beta2 = static_cast<float>(1 - rates.beta2),
                .rate = static_cast<float>(rates.learning_rate / left1_),
                .root = static_cast<float>(1 / std::sqrt(left2)),
                .eps = static_cast<float>(rates.eps)};
  }

  void use_rate(double learning_rate) noexcept override {
    factors_.rate = static_cast<float>(learning_rate / left1_);
  }

  void step(std::span<float> weights, std::span<float> gradient,
            std::span<float> state) noexcept override {
    const std::size_t count = weights.size();
    kernels::adam_step(factors_, gradient.data(), state.data(), state.data() + count,
                       weights.data(), count);
  }

  std::span<double> scalars() noexcept override { return powers_; }

 private:
  std::array<double, 2> powers_ = {1, 1};  // beta1^t, beta2^t
  double left1_ = 1;                       // 1 - beta1^t
  kernels::AdamFactors factors_;
};
}  // namespace

OptimizerType adam() {
  return {11, "adamOptimizer",
          []() -> std::unique_ptr<Optimizer> { return std::make_unique<Adam>(); }};
}
}  // namespace attune::optimizers
