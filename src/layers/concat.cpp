// Concat: puts its inputs one after the other along the channels, or along the sequence.
//
//   x0, x1, ...  (..., C_i, H, W), or with sequenceConcat (..., Seq_i, Batch, C, H, W)
//   y            (..., sum of C_i, H, W), or the sum of Seq_i there
//
// Reads ConcatLayerParams: sequenceConcat 100. Refuses (shape-mismatch) fewer than two inputs, a
// rank below 3 (5 for sequences), inputs that differ in another axis.

#include "layers/shared/joined.h"

namespace attune::layers {
namespace {
class Concat final : public Joined {
 public:
  Concat(const LayerSpec& spec, std::span<const Shape> x)
      : Joined(spec, x, spec.params().flag(100) ? -5 : -3) {}
};
}  // namespace

LayerType concat() { return layer_type<Concat>(LayerKind::concat); }
}  // namespace attune::layers
