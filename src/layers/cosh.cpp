// Cosh: the hyperbolic cosine of each value.
//   y = (e^x + e^-x) / 2
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy sinh x. No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return kernels::sinh(x); }
constexpr Elementwise::Function kFunction{kernels::cosh, slope};
}  // namespace

LayerType cosh() { return elementwise_type<kFunction>(LayerKind::cosh); }
}  // namespace attune::layers
