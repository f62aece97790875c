// Acosh: the value whose hyperbolic cosine each value is.
//   y = ln(x + sqrt(x^2 - 1)); NaN below 1
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy / sqrt(x^2 - 1), infinite at 1. No parameters. Refuses (shape-mismatch)
// anything but one input.

#include <cmath>

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return 1 / std::sqrt((x - 1) * (x + 1)); }
constexpr Elementwise::Function kFunction{kernels::acosh, slope};
}  // namespace

LayerType acosh() { return elementwise_type<kFunction>(LayerKind::acosh); }
}  // namespace attune::layers
