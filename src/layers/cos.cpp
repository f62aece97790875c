// Cos: the cosine of each value.
//   y = cos x, x in radians of any size
//
//   x  any shape
//   y  the same shape
//
// Backward: dx -= dy sin x. No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return -kernels::sin(x); }
constexpr Elementwise::Function kFunction{kernels::cos, slope};
}  // namespace

LayerType cos() { return elementwise_type<kFunction>(LayerKind::cos); }
}  // namespace attune::layers
