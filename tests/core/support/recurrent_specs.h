// Recurrent layers with random weights, for tests of values and gradients.
#pragma once

#include <string>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {

/// An ActivationParams message: 5 linear, 10 ReLU, 30 tanh, 31 scaledTanh, 40 sigmoid, 41
/// sigmoidHard.
inline Proto activation_params(std::uint32_t function, float alpha = 1, float beta = 0) {
  const bool has_constants = function == 5 || function == 31 || function == 41;
  return Proto().message(function,
                         has_constants ? Proto().field(1, alpha).field(2, beta) : Proto());
}

/// `count` values of moderate size that depend on the seed.
inline Proto random_weights(std::int64_t count, std::int64_t seed) {
  return weights(random_values(static_cast<std::size_t>(count), seed));
}

struct LstmOptions {
  int in = 3, out = 2;
  int states = 1;  ///< inputs besides x are 2 a direction, or none
  bool sequence = true, biases = true, forget_bias = false, peepholes = false, coupled = false;
  bool reverse = false;
  float cell_clip = 0;
  std::vector<Proto> activations = {activation_params(40), activation_params(30),
                                    activation_params(30)};
};

/// LSTMParams
inline Proto lstm_params(const LstmOptions& options) {
  return Proto()
      .field(10, options.sequence)
      .field(20, options.biases)
      .field(30, options.forget_bias)
      .field(40, options.peepholes)
      .field(50, options.coupled)
      .field(60, options.cell_clip);
}

/// LSTMWeightParams with all arrays that the options name.
inline Proto lstm_weights(const LstmOptions& options, std::int64_t seed) {
  Proto params;
  for (std::uint32_t gate = 0; gate < 4; ++gate)
    params.message(1 + gate, random_weights(options.out * options.in, seed++));
  for (std::uint32_t gate = 0; gate < 4; ++gate)
    params.message(20 + gate, random_weights(options.out * options.out, seed++));
  for (std::uint32_t gate = 0; gate < 4 && options.biases; ++gate)
    params.message(40 + gate, random_weights(options.out, seed++));
  for (std::uint32_t gate = 0; gate < 3 && options.peepholes; ++gate)
    params.message(60 + gate, random_weights(options.out, seed++));
  return params;
}

/// UniDirectionalLSTMLayerParams
inline Proto lstm_layer_params(const LstmOptions& options) {
  Proto params;
  params.field(1, options.in).field(2, options.out);
  for (const Proto& activation : options.activations) params.message(10, activation);
  params.message(15, lstm_params(options)).message(20, lstm_weights(options, 1));
  if (options.reverse) params.field(100, true);
  return params;
}

inline TestSpec lstm_spec(const LstmOptions& options) {
  return layer_spec(LayerKind::uni_directional_lstm, lstm_layer_params(options),
                    {.inputs = 1 + 2 * options.states, .outputs = 3});
}

inline TestSpec both_ways_spec(const LstmOptions& options) {
  Proto params;
  params.field(1, options.in).field(2, options.out);
  for (const Proto& activation : options.activations)
    params.message(10, activation).message(11, activation);
  params.message(15, lstm_params(options));
  params.message(20, lstm_weights(options, 1)).message(20, lstm_weights(options, 50));
  return layer_spec(LayerKind::bi_directional_lstm, params,
                    {.inputs = 1 + 4 * options.states, .outputs = 5});
}

}  // namespace attune::test
