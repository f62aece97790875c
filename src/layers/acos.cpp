// Acos: the angle whose cosine each value is.
//   y = acos x, from 0 to pi; NaN outside [-1, 1]
//
//   x  any shape
//   y  the same shape
//
// Backward: dx -= dy / sqrt(1 - x^2), infinite at -1 and 1. No parameters. Refuses (shape-
// mismatch) anything but one input.

#include <cmath>

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return -1 / std::sqrt((1 - x) * (1 + x)); }
constexpr Elementwise::Function kFunction{kernels::acos, slope};
}  // namespace

LayerType acos() { return elementwise_type<kFunction>(LayerKind::acos); }
}  // namespace attune::layers
