// Atan: the angle whose tangent each value is.
//   y = atan x, from -pi/2 to pi/2
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy / (1 + x^2). No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return 1 / (1 + x * x); }
constexpr Elementwise::Function kFunction{kernels::atan, slope};
}  // namespace

LayerType atan() { return elementwise_type<kFunction>(LayerKind::atan); }
}  // namespace attune::layers
