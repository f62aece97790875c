// LoopContinue: ends this turn of the loop in whose body it stands; the next one begins.
//
// No inputs, no outputs, no parameters (LoopContinueLayerParams is empty). May stand in a branch in
// the body. Refuses (shape-mismatch) an input; outside of a loop the run is refused
// (model-invalid).

#include "layers/shared/control.h"

namespace attune::layers {
namespace {
class LoopContinue final : public Control {
 public:
  LoopContinue(const LayerSpec& spec, std::span<const Shape> x) { expect_inputs(spec, x, 0); }

  Flow steer(std::span<const ConstTensor> /*x*/,
             std::span<Subnetwork* const> /*networks*/) override {
    return Flow::next_turn;
  }
};
}  // namespace

LayerType loop_continue() { return control_type<LoopContinue>(LayerKind::loop_continue); }
}  // namespace attune::layers
