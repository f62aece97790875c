// Exp2: two to the power of each value.
//   y = 2^x
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy y ln 2. No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float, float y) { return y * 0.693147181F; }
constexpr Elementwise::Function kFunction{kernels::exp2, slope};
}  // namespace

LayerType exp2() { return elementwise_type<kFunction>(LayerKind::exp2); }
}  // namespace attune::layers
