// Loop: runs a network again and again.
//   i = 0
//   while (i < limit and conditionNetwork makes conditionVar true):  bodyNetwork;  i = i + 1
//
//   x  the limit: one number, rounded toward zero; without an input it is maxLoopIterations
//
// Without a conditionNetwork (or with an empty one) only the limit ends it; with one, a limit of 0
// from the file (not from an input) is none. True is what is further than 1e-6 from 0. A loopBreak
// in the body ends the loop, a loopContinue the body. No prediction runs networks in layers more
// than 100,000 times in all (plan/interpreter.h); more is refused with model-too-large.
//
// Has no outputs: the networks' values have their own names and are seen by the layers after it.
// Reads LoopLayerParams: maxLoopIterations 1, conditionVar 2, conditionNetwork 3, bodyNetwork 4.
// Refuses (shape-mismatch) more than one input, or one that is not one number; (model-invalid) a
// loop without a body, a conditionNetwork without a conditionVar or the reverse.

#include "layers/shared/control.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kLayers = 1;  // of a network
constexpr std::uint32_t kLimit = 1, kConditionVar = 2, kCondition = 3, kBody = 4;

class Loop final : public Control {
 public:
  Loop(const LayerSpec& spec, std::span<const Shape> x)
      : limit_(spec.params().integer(kLimit)), condition_(spec.params().text(kConditionVar)) {
    if (x.size() > 1 || (x.size() == 1 && x[0].size() != 1)) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": loop reads nothing or one number, got ", x);
    }
    if (!spec.params().has(kBody))
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": loop has no bodyNetwork");
    // coremltools writes an empty conditionNetwork where there is none.
    if (spec.params().message(kCondition).has(kLayers) == condition_.empty()) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": loop needs both a conditionNetwork and its conditionVar, or neither");
    }
  }

  Flow steer(std::span<const ConstTensor> x, std::span<Subnetwork* const> networks) override {
    Subnetwork* const condition = condition_.empty() ? nullptr : networks[0];
    Subnetwork* const body = networks[1];
    const bool endless = x.empty() && condition != nullptr && limit_ == 0;
    // More than any prediction may run; a float beyond it has no integer.
    constexpr float kMost = 1e9F;
    const float given = x.empty() ? 0 : x[0].data[0];
    const std::uint64_t limit = x.empty()        ? limit_
                                : given >= kMost ? std::uint64_t{1'000'000'000}
                                : given > 0      ? static_cast<std::uint64_t>(given)
                                                 : 0;
    for (std::uint64_t i = 0; endless || i < limit; ++i) {
      if (condition != nullptr &&
          (condition->run() != Flow::done || !is_true(condition->value(condition_)))) {
        break;
      }
      if (body->run() == Flow::left_loop) break;
    }
    return Flow::done;
  }

 private:
  std::uint64_t limit_;
  std::string_view condition_;
};
}  // namespace

LayerType loop() { return control_type<Loop>(LayerKind::loop, {kCondition, kBody}); }
}  // namespace attune::layers
