// Min: the smallest of its inputs, element by element.
//   y = x1 < x0 ? x1 : x0, and so on; of equal ones the first gets the gradient
//
//   x0, x1, ...  one shape, or extents of 1 where others are larger: those are repeated
//   y            the common shape
//
// No parameters. Refuses (shape-mismatch) shapes that cannot be repeated to one, no input at all.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class Min final : public Extreme {
 public:
  Min(const LayerSpec& spec, std::span<const Shape> x) : Extreme(spec, x, Which::smallest) {}
};
}  // namespace

LayerType min() { return layer_type<Min>(LayerKind::min); }
}  // namespace attune::layers
