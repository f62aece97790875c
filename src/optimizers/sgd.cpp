// SGD with momentum (sgdOptimizer 10):
//   v = momentum v + g
//   w = w - learningRate v
// As PyTorch's SGD without dampening, weight decay or Nesterov's variant; with momentum 0 plain
// gradient descent.
//
// State: v. The rates come in double and are rounded to float once a step.

#include "kernels/updates.h"
#include "optimizers/optimizer.h"

namespace attune::optimizers {
namespace {
class Sgd final : public Optimizer {
 public:
  int state_per_weight() const override { return 1; }

  void begin_step(const Rates& rates) noexcept override {
    use_rate(rates.learning_rate);
    momentum_ = static_cast<float>(rates.momentum);
  }

  void use_rate(double learning_rate) noexcept override {
    rate_ = static_cast<float>(learning_rate);
  }

  void step(std::span<float> weights, std::span<float> gradient,
            std::span<float> state) noexcept override {
    kernels::momentum_step(rate_, momentum_, gradient.data(), state.data(), weights.data(),
                           weights.size());
  }

 private:
  float rate_ = 0, momentum_ = 0;
};
}  // namespace

OptimizerType sgd() {
  return {10, "sgdOptimizer",
          []() -> std::unique_ptr<Optimizer> { return std::make_unique<Sgd>(); }};
}
}  // namespace attune::optimizers
