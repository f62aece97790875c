// GreaterEqual: whether the first array's value is at least the second's, element by element.
//   y = x0 >= x1 ? 1 : 0; with one input x1 is alpha
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// The slope is 0 almost everywhere: nothing is added to the gradient. Reads
// GreaterEqualLayerParams: alpha 2. Refuses (shape-mismatch) anything but one or two inputs, shapes
// that cannot be repeated to one.

#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
float value(float a, float b) { return a >= b ? 1.0F : 0.0F; }
constexpr Pairwise::Function kFunction{.value = value, .alpha_field = 2};
}  // namespace

LayerType greater_equal() { return pairwise_type<kFunction>(LayerKind::greater_equal); }
}  // namespace attune::layers
