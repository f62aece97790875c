// EmbeddingND: a learned vector for each number of a vocabulary.
//   y[..., c] = weights[c, x[...]] + bias[c]
//
//   x  (..., 1) of rank 2 to 5  numbers 0 ... vocabSize - 1
//   y  (..., embeddingSize)
//
// Reads EmbeddingNDLayerParams: vocabSize 1, embeddingSize 2, hasBias 3, weights 20 [embeddingSize,
// vocabSize], bias 21. Fails while running on a number outside the vocabulary. Refuses
// (model-invalid) another number of values, (shape-mismatch) anything but one input of such a
// shape.

#include "layers/shared/lookup.h"

namespace attune::layers {
namespace {
class EmbeddingND final : public Lookup {
 public:
  EmbeddingND(const LayerSpec& spec, std::span<const Shape> x) : Lookup(spec, table(spec, x)) {}

 private:
  static Table table(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 2);
    if (x[0].rank() > 5 || x[0][-1] != 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": embeddingND reads 1 input of rank 2 to 5 whose last extent is 1, got ", x[0]);
    }
    return {x[0], -1, spec.params().integer(1), spec.params().integer(2), spec.params().flag(3)};
  }
};
}  // namespace

LayerType embedding_nd() { return layer_type<EmbeddingND>(LayerKind::embedding_nd); }
}  // namespace attune::layers
