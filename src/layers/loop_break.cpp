// LoopBreak: ends the loop in whose body it stands.
//
// No inputs, no outputs, no parameters (LoopBreakLayerParams is empty). May stand in a branch in
// the body. Refuses (shape-mismatch) an input; outside of a loop the run is refused
// (model-invalid).

#include "layers/shared/control.h"

namespace attune::layers {
namespace {
class LoopBreak final : public Control {
 public:
  LoopBreak(const LayerSpec& spec, std::span<const Shape> x) { expect_inputs(spec, x, 0); }

  Flow steer(std::span<const ConstTensor> /*x*/,
             std::span<Subnetwork* const> /*networks*/) override {
    return Flow::left_loop;
  }
};
}  // namespace

LayerType loop_break() { return control_type<LoopBreak>(LayerKind::loop_break); }
}  // namespace attune::layers
