// Embedding: a learned vector for each number of a vocabulary.
//   y[c] = weights[c, x] + bias[c]
//
//   x  [Seq, Batch, 1, 1, 1] or [Seq, 1, 1, 1]  numbers 0 ... inputDim - 1
//   y  [Seq, Batch, outputChannels, 1, 1] or [Seq, outputChannels, 1, 1]
//
// Reads EmbeddingLayerParams: inputDim 1, outputChannels 2, hasBias 10, weights 20 [outputChannels,
// inputDim], bias 21. Fails while running on a number outside the vocabulary. Refuses
// (model-invalid) another number of values, (shape-mismatch) anything but one input of such a
// shape.

#include "layers/shared/lookup.h"

namespace attune::layers {
namespace {
class Embedding final : public Lookup {
 public:
  Embedding(const LayerSpec& spec, std::span<const Shape> x) : Lookup(spec, table(spec, x)) {}

 private:
  static Table table(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 4);
    if (x[0].rank() > 5 || x[0].size_of(x[0].rank() - 3, x[0].rank()) != 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": embedding reads 1 input of shape [Seq, Batch, 1, 1, 1] or [Seq, 1, 1, 1], got ",
           x[0]);
    }
    return {x[0], -3, spec.params().integer(1), spec.params().integer(2), spec.params().flag(10)};
  }
};
}  // namespace

LayerType embedding() { return layer_type<Embedding>(LayerKind::embedding); }
}  // namespace attune::layers
