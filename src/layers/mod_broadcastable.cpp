// ModBroadcastable: what is left of one array's values after division by another's, with NumPy's
// rule for shapes.
//   y = x0 - x1 floor(x0 / x1), computed exactly; it has the sign of x1, as in Python and NumPy:
//   7 mod 3 = 1, -7 mod 3 = 2, 7 mod -3 = -2, -7 mod -3 = -1; x mod 0 is NaN
//
//   x0, x1  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y       the common shape
//
// Backward: dx0 += dy, dx1 -= dy floor(x0 / x1), summed over what was repeated. No parameters.
// Refuses (shape-mismatch) anything but two inputs, shapes that cannot be repeated to one.

#include <cmath>

#include "kernels/remainder.h"
#include "layers/shared/pairwise.h"

namespace attune::layers {
namespace {
float slope_a(float, float, float) { return 1; }
float slope_b(float a, float b, float y) { return std::nearbyint((y - a) / b); }
constexpr Pairwise::Function kFunction{kernels::floored_remainder, slope_a, slope_b};
}  // namespace

LayerType mod_broadcastable() { return pairwise_type<kFunction>(LayerKind::mod_broadcastable); }
}  // namespace attune::layers
