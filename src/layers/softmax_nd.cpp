// SoftmaxND: turns the scores of each lane along any axis into probabilities.
//   y[c] = exp(x[c]) / sum_k exp(x[k])
//
//   x  any shape of rank 1 or more
//   y  the same shape; each lane along the axis sums to 1
//
// Reads SoftmaxNDLayerParams: axis 1 (negative: from the end). Refuses (shape-mismatch) anything
// but one input that has the axis.

#include "layers/shared/softmax_along.h"

namespace attune::layers {
namespace {
class SoftmaxND final : public SoftmaxAlong {
 public:
  SoftmaxND(const LayerSpec& spec, std::span<const Shape> x)
      : SoftmaxAlong(spec, x, spec.params().signed_integer(1), 1) {}
};
}  // namespace

LayerType softmax_nd() { return layer_type<SoftmaxND>(LayerKind::softmax_nd); }
}  // namespace attune::layers
