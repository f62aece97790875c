// Multiply: the product of its inputs; of a single one, the product with a constant.
//   y = x0 x1 ...        y = alpha x0
//
//   x0, x1, ...  one shape, or extents of 1 where others are larger: those are repeated
//   y            the common shape
//
// Reads MultiplyLayerParams: alpha 1 (of a single input only; absent it is 0). Refuses
// (shape-mismatch) shapes that cannot be repeated to one.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class Multiply final : public Product {
 public:
  Multiply(const LayerSpec& spec, std::span<const Shape> x)
      : Product(spec, x, x.size() == 1 ? spec.params().number(1) : 1.0F) {}
};
}  // namespace

LayerType multiply() { return layer_type<Multiply>(LayerKind::multiply); }
}  // namespace attune::layers
