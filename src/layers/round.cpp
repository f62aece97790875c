// Round: each value rounded to the nearest integer.
//   y = the nearest integer, of two the even one (0.5 -> 0, 1.5 -> 2, -2.5 -> -2), as NumPy has it;
//       the format says no more than "the nearest"
//
//   x  any shape
//   y  the same shape
//
// No parameters. The slope is 0 almost everywhere: nothing is added to the gradient. Refuses
// (shape-mismatch) anything but one input.

#include <cmath>

#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float value(float x) { return std::nearbyint(x); }
constexpr Elementwise::Function kFunction{value};
}  // namespace

LayerType round() { return elementwise_type<kFunction>(LayerKind::round); }
}  // namespace attune::layers
