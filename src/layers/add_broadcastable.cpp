// AddBroadcastable: the sum of two arrays, with NumPy's rule for shapes.
//   y = x0 + x1
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// No parameters. Refuses (shape-mismatch) anything but two inputs, shapes that cannot be repeated
// to one.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class AddBroadcastable final : public Sum {
 public:
  AddBroadcastable(const LayerSpec& spec, std::span<const Shape> x) : Sum(spec, x, {}) {
    expect_inputs(spec, x, 2);
  }
};
}  // namespace

LayerType add_broadcastable() { return layer_type<AddBroadcastable>(LayerKind::add_broadcastable); }
}  // namespace attune::layers
