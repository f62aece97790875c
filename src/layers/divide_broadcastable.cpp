// DivideBroadcastable: the quotient of two arrays, with NumPy's rule for shapes.
//   y = x0 / x1, as IEEE arithmetic has it: x / 0 is infinite, 0 / 0 NaN
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// Backward: dx0 += dy / x1, dx1 -= dy y / x1, summed over what was repeated. No parameters. Refuses
// (shape-mismatch) anything but two inputs, shapes that cannot be repeated to one.

#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
float value(float a, float b) { return a / b; }
float slope_a(float, float b, float) { return 1 / b; }
float slope_b(float, float b, float y) { return -y / b; }
constexpr Pairwise::Function kFunction{value, slope_a, slope_b};
}  // namespace

LayerType divide_broadcastable() {
  return pairwise_type<kFunction>(LayerKind::divide_broadcastable);
}
}  // namespace attune::layers
