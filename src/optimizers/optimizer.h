// The contract of an optimizer: how a gradient changes a weight.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/error.h"

namespace attune::optimizers {

/// What an optimizer may be told, by Core ML's names; in double, as the file and the caller give
/// them.
struct Rates {
  double learning_rate = 0;
  double momentum = 0;
  double beta1 = 0;
  double beta2 = 0;
  double eps = 0;
};

class Optimizer {
 public:
  Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;
  virtual ~Optimizer() = default;

  /// How many floats it keeps for each weight (momentum: 1, Adam: 2), all 0 at the start.
  virtual int state_per_weight() const = 0;
  /// Before the arrays of one mini-batch are changed: takes the rates for it, counts the step.
  virtual void begin_step(const Rates& rates) noexcept = 0;
  /// After begin_step(): the learning rate of the arrays that follow, where it is another one.
  virtual void use_rate(double learning_rate) noexcept = 0;
  /// Changes one array of weights by its gradient, the mean over the mini-batch, which is 0 then.
  /// `state` holds state_per_weight() runs, each as long as `weights`, kept between steps by the
  /// caller.
  virtual void step(std::span<float> weights, std::span<float> gradient,
                    std::span<float> state) noexcept = 0;
  /// What it keeps beside that, for a snapshot: written over, it goes on from there.
  virtual std::span<double> scalars() noexcept { return {}; }
};

/// One member of the format's oneof OptimizerType.
struct OptimizerType {
  std::uint32_t field = 0;  ///< in Optimizer: 10 or 11
  std::string_view name;    ///< as the format spells it
  std::unique_ptr<Optimizer> (*make)() = nullptr;
};

/// The type of the optimizer with a field number, or null.
const OptimizerType* find_optimizer_type(std::uint32_t field);

}  // namespace attune::optimizers
