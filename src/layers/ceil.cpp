// Ceil: each value rounded up to an integer.
//   y = the smallest integer >= x; -0 above -1
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
float value(float x) { return std::ceil(x); }
constexpr Elementwise::Function kFunction{value};
}  // namespace

LayerType ceil() { return elementwise_type<kFunction>(LayerKind::ceil); }
}  // namespace attune::layers
