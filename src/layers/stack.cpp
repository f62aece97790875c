// Stack: puts its inputs side by side along a new axis.
//   y[..., n, ...] = xn[..., ...], n being the index on the new axis
//
//   x0, x1, ...  equal shapes
//   y            one axis more, as long as there are inputs
//
// Reads StackLayerParams: axis 1, in y (negative: from the end). Refuses (shape-mismatch) fewer
// than two inputs, inputs that differ, an axis that y lacks.

#include "layers/shared/joined.h"

namespace attune::layers {
namespace {
class Stack final : public Joined {
 public:
  Stack(const LayerSpec& spec, std::span<const Shape> x)
      : Joined(spec, x, spec.params().signed_integer(1), How::stacked) {}
};
}  // namespace

LayerType stack() { return layer_type<Stack>(LayerKind::stack); }
}  // namespace attune::layers
