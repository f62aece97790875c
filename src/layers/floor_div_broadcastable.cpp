// FloorDivBroadcastable: the quotient of two arrays, rounded down to an integer, with NumPy's rule
// for shapes.
//   y = floor(x0 / x1) of the exact quotient, as NumPy's floor_divide: 1 floorDiv 0.1 is 9, because
//   float's 0.1 is above 1/10; x floorDiv 0 is x / 0
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// The slope is 0 almost everywhere: nothing is added to the gradient. No parameters. Refuses
// (shape-mismatch) anything but two inputs, shapes that cannot be repeated to one.

#include "kernels/remainder.h"
#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
constexpr Pairwise::Function kFunction{.value = kernels::floored_quotient};
}  // namespace

LayerType floor_div_broadcastable() {
  return pairwise_type<kFunction>(LayerKind::floor_div_broadcastable);
}
}  // namespace attune::layers
