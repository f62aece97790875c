// Asinh: the value whose hyperbolic sine each value is.
//   y = ln(x + sqrt(x^2 + 1))
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy / sqrt(x^2 + 1). No parameters. Refuses (shape-mismatch) anything but one
// input.

#include <cmath>

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return 1 / std::sqrt(x * x + 1); }
constexpr Elementwise::Function kFunction{kernels::asinh, slope};
}  // namespace

LayerType asinh() { return elementwise_type<kFunction>(LayerKind::asinh); }
}  // namespace attune::layers
