// SplitND: cuts an axis into parts, equal ones or of given sizes.
//
//   x            any shape that has the axis
//   y0, y1, ...  the same but for the axis, in its order
//
// Reads SplitNDLayerParams: axis 1 (negative: from the end), numSplits 2, splitSizes 3 (then
// numSplits is not read). Refuses (shape-mismatch) parts that do not sum to the axis, anything but
// one input; (model-invalid) another number of named outputs.

#include "layers/shared/divided.h"

namespace attune::layers {
namespace {
class SplitND final : public Divided {
 public:
  SplitND(const LayerSpec& spec, std::span<const Shape> x)
      : Divided(spec, x, spec.params().signed_integer(1), spec.params().integer(2),
                spec.params().signed_integers(3)) {}
};
}  // namespace

LayerType split_nd() { return layer_type<SplitND>(LayerKind::split_nd); }
}  // namespace attune::layers
