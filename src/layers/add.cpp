// Add: the sum of its inputs; of a single one, the sum with a constant.
//   y = x0 + x1 + ...        y = x0 + alpha
//
//   x0, x1, ...  one shape, or extents of 1 where others are larger: those are repeated
//   y            the common shape
//
// Reads AddLayerParams: alpha 1 (of a single input only). Refuses (shape-mismatch) shapes that
// cannot be repeated to one.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class Add final : public Sum {
 public:
  Add(const LayerSpec& spec, std::span<const Shape> x)
      : Sum(spec, x, {.constant = x.size() == 1 ? spec.params().number(1) : 0.0F}) {}
};
}  // namespace

LayerType add() { return layer_type<Add>(LayerKind::add); }
}  // namespace attune::layers
