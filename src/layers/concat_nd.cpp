// ConcatND: puts its inputs one after the other along any axis, or takes one index of each in turn.
//
//   x0, x1, ...  of one rank, equal but for the axis; with interleave equal throughout
//   y            the same, the axis as long as the inputs' together
//
// Reads ConcatNDLayerParams: axis 1 (negative: from the end), interleave 2. Refuses
// (shape-mismatch) fewer than two inputs, an axis that they lack, inputs that differ elsewhere.

#include "layers/shared/joined.h"

namespace attune::layers {
namespace {
class ConcatND final : public Joined {
 public:
  ConcatND(const LayerSpec& spec, std::span<const Shape> x)
      : Joined(spec, x, spec.params().signed_integer(1),
               spec.params().flag(2) ? How::by_turn : How::whole) {}
};
}  // namespace

LayerType concat_nd() { return layer_type<ConcatND>(LayerKind::concat_nd); }
}  // namespace attune::layers
