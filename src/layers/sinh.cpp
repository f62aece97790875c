// Sinh: the hyperbolic sine of each value.
//   y = (e^x - e^-x) / 2
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy cosh x. No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return kernels::cosh(x); }
constexpr Elementwise::Function kFunction{kernels::sinh, slope};
}  // namespace

LayerType sinh() { return elementwise_type<kFunction>(LayerKind::sinh); }
}  // namespace attune::layers
