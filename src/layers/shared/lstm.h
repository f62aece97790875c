// Long short-term memory: the base of uniDirectionalLSTM and biDirectionalLSTM.
//   i_t = f(clip(W_i x_t + R_i y_(t-1) + p_i c_(t-1) + b_i))     input gate
//   f_t = f(clip(W_f x_t + R_f y_(t-1) + p_f c_(t-1) + b_f))     forget gate
//   z_t = g(clip(W_z x_t + R_z y_(t-1) + b_z))                   block input
//   c_t = c_(t-1) f_t + i_t z_t, held within +-cellClipThreshold
//   o_t = f(clip(W_o x_t + R_o y_(t-1) + p_o c_t + b_o))         output gate
//   y_t = h(c_t) o_t
//
// LSTMParams: sequenceOutput 10; hasBiasVectors 20; forgetBias 30 adds 1 to b_f;
// hasPeepholeVectors 40; coupledInputAndForgetGate 50 takes 1 - i_t for f_t, whose arrays are then
// not read; cellClipThreshold 60, 0 meaning 50. A cell at its threshold passes no gradient.
#pragma once

#include "layers/shared/recurrent.h"

namespace attune::layers {

class Lstm : public Recurrent {
 public:
  struct Direction {
    std::uint32_t activations = 10;                  ///< field: f, g, h
    const format::Message* weight_params = nullptr;  ///< LSTMWeightParams, if not at {20}
  };

 protected:
  /// @throws Error model_invalid for a negative threshold, and as Recurrent and its readers do
  Lstm(const LayerSpec& spec, std::span<const Shape> x, std::span<const Direction> directions);

 private:
  void advance(const Step& step) const noexcept final;
  void go_back(const Step& step) noexcept final;

  const GateFunction* functions(const Step& step) const {
    return functions_.data() + 3 * step.direction;
  }
  // gate += p c for the gate's peephole vector p, if it has one.
  void add_peephole(const Step& step, int gate, const float* c) const noexcept;
  // dc += p da, dp += c da
  void add_peephole_back(const Step& step, int gate, const float* c) const noexcept;

  bool coupled_ = false;
  float threshold_ = 50;
  std::vector<GateFunction> functions_;  // f, g, h of each direction
};

}  // namespace attune::layers
