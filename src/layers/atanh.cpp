// Atanh: the value whose hyperbolic tangent each value is.
//   y = ln((1 + x) / (1 - x)) / 2; infinite at -1 and 1, NaN outside
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy / (1 - x^2). No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return 1 / ((1 - x) * (1 + x)); }
constexpr Elementwise::Function kFunction{kernels::atanh, slope};
}  // namespace

LayerType atanh() { return elementwise_type<kFunction>(LayerKind::atanh); }
}  // namespace attune::layers
