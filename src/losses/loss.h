// The contract of a loss: how wrong an output is, example by example, and in which direction to
// change it.
#pragma once

#include <memory>
#include <string_view>

#include "base/shape.h"
#include "base/tensor.h"

namespace attune::losses {

/// A loss reads the value `x` that the plan gives it: for cross entropy the softmax's INPUT (the
/// scores), so that softmax and logarithm are one and cannot overflow; for mean squared error the
/// output itself.
class Loss {
 public:
  Loss() = default;
  Loss(const Loss&) = delete;
  Loss& operator=(const Loss&) = delete;
  virtual ~Loss() = default;

  /// The shape of one example's target: [] for a class index (stored as a float), else the shape of
  /// x.
  virtual Shape target_shape() const = 0;

  /// Writes each example's loss to `loss` (x.examples floats). Allocates nothing.
  virtual void forward(const ConstTensor& x, const ConstTensor& target,
                       float* loss) const noexcept = 0;

  /// Adds scale times the gradient of each example's loss by x to `dx`.
  virtual void backward(const ConstTensor& x, const ConstTensor& target, float scale,
                        const Tensor& dx) const noexcept = 0;
};

/// One member of the format's oneof LossLayerType, ready to be made.
struct LossType {
  std::uint32_t field = 0;          ///< in LossLayer: 10 or 11
  std::string_view name;            ///< as the format spells it
  bool fused_with_softmax = false;  ///< x is the input of the softmax that makes the loss's input
  /// @throws Error not_updatable when a loss over arrays of that shape makes no sense
  std::unique_ptr<Loss> (*make)(const Shape& x, std::string_view loss_name) = nullptr;
};

/// The type of the loss with a field number, or null.
const LossType* find_loss_type(std::uint32_t field);

}  // namespace attune::losses
