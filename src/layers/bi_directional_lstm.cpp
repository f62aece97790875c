// Bidirectional LSTM: two LSTMs (shared/lstm.h has the formulas), the second of which reads the
// sequence from its end.
//
//   x, y, states  as shared/recurrent.h has them: inputs x or x, h, c, h_reverse, c_reverse;
//                 outputs y, h, c, h_reverse, c_reverse
//   y             (..., 2 out, 1, 1): the first one's values, then the second's; with
//                 sequenceOutput beside each other what read the same element last
//
// Reads BiDirectionalLSTMLayerParams. Its arrays are not trained; gradients pass through. Refuses
// (model-invalid) anything but two LSTMWeightParams, and what uniDirectionalLSTM refuses.

#include <array>

#include "layers/shared/lstm.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kForwardActivations = 10, kBackwardActivations = 11, kWeightParams = 20;

class BiDirectionalLstm final : public Lstm {
 public:
  BiDirectionalLstm(const LayerSpec& spec, std::span<const Shape> x)
      : BiDirectionalLstm(spec, x, spec.params().messages(kWeightParams)) {}

 private:
  BiDirectionalLstm(const LayerSpec& spec, std::span<const Shape> x,
                    const std::vector<format::Message>& weight_params)
      : Lstm(spec, x, directions(spec, weight_params)) {}

  static std::array<Direction, 2> directions(const LayerSpec& spec,
                                             const std::vector<format::Message>& weight_params) {
    if (weight_params.size() != 2) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": biDirectionalLSTM needs the weights of 2 directions, got ", weight_params.size());
    }
    return {{{kForwardActivations, &weight_params[0]}, {kBackwardActivations, &weight_params[1]}}};
  }
};
}  // namespace

LayerType bi_directional_lstm() {
  return layer_type<BiDirectionalLstm>(LayerKind::bi_directional_lstm);
}
}  // namespace attune::layers
