// LogicalOr: whether either of two arrays holds something other than 0, element by element.
//   y = x0 != 0 or x1 != 0 ? 1 : 0; NaN is not 0
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// No parameters. The slope is 0 almost everywhere: nothing is added to the gradient. Refuses
// (shape-mismatch) anything but two inputs, shapes that cannot be repeated to one.

#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
float value(float a, float b) { return a != 0 || b != 0 ? 1.0F : 0.0F; }
constexpr Pairwise::Function kFunction{.value = value};
}  // namespace

LayerType logical_or() { return pairwise_type<kFunction>(LayerKind::logical_or); }
}  // namespace attune::layers
