// Tanh: the hyperbolic tangent of each value.
//   y = (e^x - e^-x) / (e^x + e^-x)
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy (1 - y^2). No parameters. Refuses (shape-mismatch) anything but one input.

#include "kernels/vector_math.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float, float y) { return (1 - y) * (1 + y); }
constexpr Elementwise::Function kFunction{kernels::tanh, slope};
}  // namespace

LayerType tanh() { return elementwise_type<kFunction>(LayerKind::tanh); }
}  // namespace attune::layers
