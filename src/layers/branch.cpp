// Branch: one of two networks, chosen by a number.
//   |x| > 1e-6 ? ifBranch : elseBranch
//
//   x  one number
//
// Has no outputs: what the network in it makes, or writes anew by copy, has its own name and is
// seen by the layers after it. Reads BranchLayerParams: ifBranch 1, elseBranch 2 (may be absent:
// then nothing runs). Refuses (shape-mismatch) anything but one input of one number;
// (model-invalid) a branch without ifBranch.

#include "layers/shared/control.h"

namespace attune::layers {
namespace {
class Branch final : public Control {
 public:
  Branch(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    if (x[0].size() != 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": branch reads one number, got ",
           x[0]);
    }
    if (!spec.params().has(1))
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": branch has no ifBranch");
  }

  Flow steer(std::span<const ConstTensor> x, std::span<Subnetwork* const> networks) override {
    Subnetwork* const chosen = networks[is_true(x[0]) ? 0 : 1];
    return chosen == nullptr ? Flow::done : chosen->run();
  }
};
}  // namespace

LayerType branch() { return control_type<Branch>(LayerKind::branch, {1, 2}); }
}  // namespace attune::layers
