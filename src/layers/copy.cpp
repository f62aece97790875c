// Copy: the input's values under another name.
//   y = x
//
//   x  any shape
//   y  the same shape
//
// No parameters (CopyLayerParams is empty). The only layer whose output may be named like an
// earlier value; that is the plan's affair. Refuses (shape-mismatch) anything but one input.

#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class Copy final : public Rearrange {
 public:
  Copy(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    return {x[0], kernels::View(x[0])};
  }
};
}  // namespace

LayerType copy() { return layer_type<Copy>(LayerKind::copy); }
}  // namespace attune::layers
