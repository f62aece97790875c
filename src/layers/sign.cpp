// Sign: the sign of each value.
//   y = x > 0 ? 1 : x < 0 ? -1 : 0; NaN stays NaN
//
//   x  any shape
//   y  the same shape
//
// No parameters. The slope is 0 almost everywhere: nothing is added to the gradient. Refuses
// (shape-mismatch) anything but one input.

#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float value(float x) { return x > 0 ? 1.0F : x < 0 ? -1.0F : x == 0 ? 0.0F : x; }
constexpr Elementwise::Function kFunction{value};
}  // namespace

LayerType sign() { return elementwise_type<kFunction>(LayerKind::sign); }
}  // namespace attune::layers
