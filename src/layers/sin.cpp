// Sin: the sine of each value.
//   y = sin x, x in radians of any size
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy cos x. No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return kernels::cos(x); }
constexpr Elementwise::Function kFunction{kernels::sin, slope};
}  // namespace

LayerType sin() { return elementwise_type<kFunction>(LayerKind::sin); }
}  // namespace attune::layers
