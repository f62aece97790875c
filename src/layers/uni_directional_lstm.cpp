// Unidirectional LSTM: shared/lstm.h has the formulas.
//
//   x, y, states  as shared/recurrent.h has them: inputs x or x, h, c; outputs y, h, c
//   W             [out, in]; R [out, out]; b and p [out]
//
// Reads UniDirectionalLSTMLayerParams; activations f, g, h. All its arrays can be trained. Their
// roles are the format's names: {input,forget,output}Gate and blockInput, followed by WeightMatrix,
// RecursionMatrix, BiasVector or, but for blockInput, PeepholeVector. Refuses (model-invalid)
// another number of activations or others than those of recurrent layers, (shape-mismatch) inputs
// of other shapes.

#include "layers/shared/lstm.h"

namespace attune::layers {
namespace {
constexpr Lstm::Direction kForward[] = {{}};

class UniDirectionalLstm final : public Lstm {
 public:
  UniDirectionalLstm(const LayerSpec& spec, std::span<const Shape> x) : Lstm(spec, x, kForward) {}
};
}  // namespace

LayerType uni_directional_lstm() {
  return layer_type<UniDirectionalLstm>(LayerKind::uni_directional_lstm);
}
}  // namespace attune::layers
