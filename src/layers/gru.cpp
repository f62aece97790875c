// Gated recurrent unit; the reset gate acts on the state before the product with R_o.
//   z_t = f(clip(W_z x_t + R_z y_(t-1) + b_z))             update gate
//   r_t = f(clip(W_r x_t + R_r y_(t-1) + b_r))             reset gate
//   o_t = g(clip(W_o x_t + R_o (r_t y_(t-1)) + b_o))       output gate
//   y_t = (1 - z_t) o_t + z_t y_(t-1)
//
//   x, y, state  as shared/recurrent.h has them: inputs x, h; outputs y, h
//   W            [out, in]; R [out, out]; b [out]
//
// Reads GRULayerParams; activations f, g. Its arrays are parameters whose roles are the format's
// names (updateGateWeightMatrix ...); Apple's rules let none of them be trained. Refuses
// (model-invalid) another number of activations or others than those of recurrent layers,
// (shape-mismatch) inputs of other shapes.

#include <algorithm>

#include "layers/shared/recurrent.h"

namespace attune::layers {
namespace {
enum Gate : std::uint8_t { update, reset, output };  // output last: its recursion is its own
constexpr std::string_view kNames[3][3] = {
    {"updateGateWeightMatrix", "resetGateWeightMatrix", "outputGateWeightMatrix"},
    {"updateGateRecursionMatrix", "resetGateRecursionMatrix", "outputGateRecursionMatrix"},
    {"updateGateBiasVector", "resetGateBiasVector", "outputGateBiasVector"}};

class Gru final : public Recurrent {
 public:
  Gru(const LayerSpec& spec, std::span<const Shape> x)
      : Recurrent(spec, x,
                  {.in = spec.params().integer(1),
                   .out = spec.params().integer(2),
                   .gates = 3,
                   .sequence_output = spec.params().flag(15),
                   .reverse = spec.params().flag(100),
                   .own_recursions = 1}),
        functions_(read_gate_functions(spec, 10, 2)) {
    const int roles = spec.params().flag(20) ? 3 : 2;
    for (int role = 0; role < roles; ++role) {
      for (int gate = 0; gate < 3; ++gate) {
        read_array(spec, gate, static_cast<Role>(role), kNames[role][gate],
                   {static_cast<std::uint32_t>(30 + 20 * role + gate)});
      }
    }
  }

 private:
  void advance(const Step& step) const noexcept override {
    const float *z = step.gate(update), *r = step.gate(reset);
    float *const o = step.gate(output), *const kept = step.last_c;  // r_t y_(t-1)
    functions_[0].apply(step.gate(update), step.floats);
    functions_[0].apply(step.gate(reset), step.floats);
    for (std::size_t i = 0; i < step.floats; ++i) kept[i] = r[i] * step.last_h[i];
    add_recursion(step, output, kept, o);
    functions_[1].apply(o, step.floats);
    for (std::size_t i = 0; i < step.floats; ++i)
      step.h[i] = (1 - z[i]) * o[i] + z[i] * step.last_h[i];
  }

  void go_back(const Step& step) noexcept override {
    float *const z = step.gate(update), *const r = step.gate(reset), *const o = step.gate(output);
    float *const dgate = step.temp[0], *const dz = step.temp[1], *const temp = step.temp[2];
    for (std::size_t i = 0; i < step.floats; ++i) {
      dgate[i] = step.dh[i] * (1 - z[i]);
      dz[i] = step.dh[i] * (step.last_h[i] - o[i]);
      step.dh[i] *= z[i];
    }
    functions_[1].turn_back(o, dgate, temp, step.floats);
    functions_[0].turn_back(z, dz, temp, step.floats);
    float* const dkept = step.temp[1];
    std::fill_n(dkept, step.floats, 0.0F);
    add_recursion_back(step, output, o, dkept);
    for (std::size_t i = 0; i < step.floats; ++i) {
      dgate[i] = dkept[i] * step.last_h[i];
      step.dh[i] += dkept[i] * r[i];
    }
    functions_[0].turn_back(r, dgate, temp, step.floats);
  }

  std::vector<GateFunction> functions_;  // f, g
};
}  // namespace

LayerType gru() { return layer_type<Gru>(LayerKind::gru); }
}  // namespace attune::layers
