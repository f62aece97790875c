// Softmax: turns the scores of each channel lane into probabilities.
//   y[c] = exp(x[c]) / sum_k exp(x[k])
//
//   x  (..., C, H, W)  scores, any finite value; a lane is C values, H W apart
//   y  the same shape; each lane sums to 1
//
// No parameters (SoftmaxLayerParams is empty). Refuses (shape-mismatch) anything but one input of
// rank 3 or more.

#include "layers/shared/softmax_along.h"

namespace attune::layers {
namespace {
class Softmax final : public SoftmaxAlong {
 public:
  Softmax(const LayerSpec& spec, std::span<const Shape> x) : SoftmaxAlong(spec, x, -3, 3) {}
};
}  // namespace

LayerType softmax() { return layer_type<Softmax>(LayerKind::softmax); }
}  // namespace attune::layers
