// Asin: the angle whose sine each value is.
//   y = asin x, from -pi/2 to pi/2; NaN outside [-1, 1]
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy / sqrt(1 - x^2), infinite at -1 and 1. No parameters. Refuses (shape-
// mismatch) anything but one input.

#include <cmath>

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return 1 / std::sqrt((1 - x) * (1 + x)); }
constexpr Elementwise::Function kFunction{kernels::asin, slope};
}  // namespace

LayerType asin() { return elementwise_type<kFunction>(LayerKind::asin); }
}  // namespace attune::layers
