// LogicalNot: 1 where the input is 0, else 0.
//   y = x == 0 ? 1 : 0; NaN is not 0
//
//   x  any shape
//   y  the same shape
//
// No parameters. The slope is 0 almost everywhere: nothing is added to the gradient. Refuses
// (shape-mismatch) anything but one input.

#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float value(float x) { return x == 0 ? 1.0F : 0.0F; }
constexpr Elementwise::Function kFunction{value};
}  // namespace

LayerType logical_not() { return elementwise_type<kFunction>(LayerKind::logical_not); }
}  // namespace attune::layers
