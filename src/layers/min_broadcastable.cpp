// MinBroadcastable: the smaller of two arrays, with NumPy's rule for shapes.
//   y = x1 < x0 ? x1 : x0; of equal ones x0 gets the gradient
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// No parameters. Refuses (shape-mismatch) anything but two inputs, shapes that cannot be repeated
// to one.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class MinBroadcastable final : public Extreme {
 public:
  MinBroadcastable(const LayerSpec& spec, std::span<const Shape> x)
      : Extreme(spec, x, Which::smallest) {
    expect_inputs(spec, x, 2);
  }
};
}  // namespace

LayerType min_broadcastable() { return layer_type<MinBroadcastable>(LayerKind::min_broadcastable); }
}  // namespace attune::layers
