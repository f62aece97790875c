// Floor: each value rounded down to an integer.
//   y = the largest integer <= x
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
float value(float x) { return std::floor(x); }
constexpr Elementwise::Function kFunction{value};
}  // namespace

LayerType floor() { return elementwise_type<kFunction>(LayerKind::floor); }
}  // namespace attune::layers
