#include "layers/shared/lstm.h"

#include <algorithm>

#include "kernels/elementwise.h"

namespace attune::layers {
namespace {
// The gates in our order, forget last: coupled ones lack it. Their fields in LSTMWeightParams are
// 1 to 4 in the order input, forget, block input, output, and 20, 40, 60 more for the other arrays.
enum Gate : std::uint8_t { input, block, output, forget };
struct GateNames {
  std::uint32_t field;
  std::string_view names[4];
};
constexpr GateNames kGates[] = {
    {1,
     {"inputGateWeightMatrix", "inputGateRecursionMatrix", "inputGateBiasVector",
      "inputGatePeepholeVector"}},
    {3, {"blockInputWeightMatrix", "blockInputRecursionMatrix", "blockInputBiasVector", {}}},
    {4,
     {"outputGateWeightMatrix", "outputGateRecursionMatrix", "outputGateBiasVector",
      "outputGatePeepholeVector"}},
    {2,
     {"forgetGateWeightMatrix", "forgetGateRecursionMatrix", "forgetGateBiasVector",
      "forgetGatePeepholeVector"}},
};
// Fields of the first gate's arrays: W, R, b; the peepholes of input, forget and output are 60 to
// 62.
constexpr std::uint32_t kFirstFields[] = {1, 20, 40, 60};

std::uint32_t field_of(const GateNames& gate, int role) {
  const bool is_output_peephole = role == 3 && gate.field == 4;
  return kFirstFields[role] + (is_output_peephole ? 2 : gate.field - 1);
}

Recurrent::Options options(const LayerSpec& spec, int directions) {
  const format::Message lstm = spec.params().message(15);
  return {.in = spec.params().integer(1),
          .out = spec.params().integer(2),
          .gates = lstm.flag(50) ? 3 : 4,
          .directions = directions,
          .has_cell = true,
          .sequence_output = lstm.flag(10),
          .reverse = spec.params().flag(100),
          .trainable = directions == 1};
}
}  // namespace

Lstm::Lstm(const LayerSpec& spec, std::span<const Shape> x, std::span<const Direction> directions)
    : Recurrent(spec, x, options(spec, static_cast<int>(directions.size()))) {
  const format::Message lstm = spec.params().message(15);
  coupled_ = lstm.flag(50);
  const float threshold = lstm.number(60);
  if (!(threshold >= 0)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has a cell clip threshold of ", static_cast<double>(threshold));
  }
  if (threshold > 0) threshold_ = threshold;
  const int gates = coupled_ ? 3 : 4;
  if (!coupled_ && lstm.flag(30)) add_to_bias(forget, 1);

  int first_gate = 0;
  for (const Direction& direction : directions) {
    for (const GateFunction& function : read_gate_functions(spec, direction.activations, 3))
      functions_.push_back(function);
    for (int role = 0; role < 4; ++role) {
      if ((role == bias && !lstm.flag(20)) || (role == peephole && !lstm.flag(40))) continue;
      for (int gate = 0; gate < gates; ++gate) {
        if (role == peephole && gate == block) continue;
        const GateNames& names = kGates[gate];
        read_array(spec, first_gate + gate, static_cast<Role>(role), names.names[role],
                   {20, field_of(names, role)}, direction.weight_params);
      }
    }
    first_gate += gates;
  }
}

void Lstm::add_peephole(const Step& step, int gate, const float* c) const noexcept {
  const Parameter* const p = array(step.direction, gate, peephole);
  if (p == nullptr) return;
  const auto size = static_cast<std::size_t>(out());
  for (std::size_t at = 0; at < step.floats; at += size)
    kernels::add_product(p->value, c + at, step.gate(gate) + at, size);
}

void Lstm::add_peephole_back(const Step& step, int gate, const float* c) const noexcept {
  const Parameter* const p = array(step.direction, gate, peephole);
  if (p == nullptr) return;
  const auto size = static_cast<std::size_t>(out());
  for (std::size_t at = 0; at < step.floats; at += size) {
    const float* const da = step.gate(gate) + at;
    kernels::add_product(p->value, da, step.dc + at, size);
    if (p->gradient != nullptr) kernels::add_product(c + at, da, p->gradient, size);
  }
}

void Lstm::advance(const Step& step) const noexcept {
  const GateFunction* const f = functions(step);
  add_peephole(step, input, step.last_c);
  f[0].apply(step.gate(input), step.floats);
  f[1].apply(step.gate(block), step.floats);
  if (!coupled_) {
    add_peephole(step, forget, step.last_c);
    f[0].apply(step.gate(forget), step.floats);
  }
  const float *const i = step.gate(input), *const z = step.gate(block);
  for (std::size_t k = 0; k < step.floats; ++k) {
    const float kept = coupled_ ? 1 - i[k] : step.gate(forget)[k];
    const float c = step.last_c[k] * kept + i[k] * z[k];
    const float floored = c < -threshold_ ? -threshold_ : c;
    step.c[k] = floored > threshold_ ? threshold_ : floored;
  }
  add_peephole(step, output, step.c);
  f[0].apply(step.gate(output), step.floats);
  f[2].function.forward(f[2].constants, step.c, step.h, step.floats);
  kernels::multiply(step.h, step.gate(output), step.h, step.floats);
}

void Lstm::go_back(const Step& step) noexcept {
  const GateFunction* const f = functions(step);
  const std::size_t count = step.floats;
  float *const i = step.gate(input), *const z = step.gate(block), *const o = step.gate(output);
  float *const first = step.temp[0], *const second = step.temp[1], *const temp = step.temp[2];

  // Through the output: dc += dh o h'(c), then the output gate.
  f[2].function.forward(f[2].constants, step.c, first, count);
  kernels::multiply(step.dh, o, second, count);
  f[2].function.backward(f[2].constants, step.c, first, second, step.dc, count);
  kernels::multiply(step.dh, first, second, count);
  f[0].turn_back(o, second, temp, count);
  add_peephole_back(step, output, step.c);

  // Through the cell. dh is free from here on.
  float *const di = first, *const dz = second, *const df = step.dh;
  for (std::size_t k = 0; k < count; ++k) {
    if (step.c[k] >= threshold_ || step.c[k] <= -threshold_) step.dc[k] = 0;
    const float dc = step.dc[k];
    di[k] = coupled_ ? dc * (z[k] - step.last_c[k]) : dc * z[k];
    dz[k] = dc * i[k];
    df[k] = dc * step.last_c[k];
    step.dc[k] = dc * (coupled_ ? 1 - i[k] : step.gate(forget)[k]);
  }
  f[0].turn_back(i, di, temp, count);
  f[1].turn_back(z, dz, temp, count);
  add_peephole_back(step, input, step.last_c);
  if (!coupled_) {
    f[0].turn_back(step.gate(forget), df, temp, count);
    add_peephole_back(step, forget, step.last_c);
  }
  std::fill_n(step.dh, count, 0.0F);
}

}  // namespace attune::layers
