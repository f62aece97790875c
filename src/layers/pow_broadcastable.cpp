// PowBroadcastable: one array's values to the power of another's, with NumPy's rule for shapes.
//   y = x0 ^ x1 as C's pow(): x ^ 0 and 1 ^ x are 1, a negative x0 needs an integer x1, else NaN
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// Backward: dx0 += dy x1 x0^(x1 - 1), 0 for x1 = 0; dx1 += dy y ln x0, 0 for x0 = 0 and x1 >= 0,
// NaN for a negative x0; summed over what was repeated. No parameters. Refuses (shape-mismatch)
// anything but two inputs, shapes that cannot be repeated to one.

#include "kernels/vector_math.h"
#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
float slope_a(float a, float b, float) { return b == 0 ? 0 : b * kernels::pow(a, b - 1); }
float slope_b(float a, float b, float y) { return a == 0 && b >= 0 ? 0 : y * kernels::log(a); }
constexpr Pairwise::Function kFunction{kernels::pow, slope_a, slope_b};
}  // namespace

LayerType pow_broadcastable() { return pairwise_type<kFunction>(LayerKind::pow_broadcastable); }
}  // namespace attune::layers
