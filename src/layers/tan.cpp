// Tan: the tangent of each value.
//   y = tan x, x in radians of any size
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy (1 + y^2). No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float, float y) { return 1 + y * y; }
constexpr Elementwise::Function kFunction{kernels::tan, slope};
}  // namespace

LayerType tan() { return elementwise_type<kFunction>(LayerKind::tan); }
}  // namespace attune::layers
