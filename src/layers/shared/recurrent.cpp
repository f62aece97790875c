#include "layers/shared/recurrent.h"

#include <algorithm>

#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
using kernels::Into;
using kernels::row_major;
using kernels::transposed;

constexpr float kClip = 50;
constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

struct Member {
  std::uint32_t field;
  const kernels::Activation* function;
};
constexpr Member kFunctions[] = {{5, &kernels::kLinear},   {10, &kernels::kReLU},
                                 {30, &kernels::kTanh},    {31, &kernels::kScaledTanh},
                                 {40, &kernels::kSigmoid}, {41, &kernels::kSigmoidHard}};
}  // namespace

void GateFunction::apply(float* values, std::size_t count) const noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const float floored = values[i] < -kClip ? -kClip : values[i];
    values[i] = floored > kClip ? kClip : floored;
  }
  function.forward(constants, values, values, count);
}

// The slopes of these functions follow from their values; of ReLU too, whose values are above 0
// where its arguments are. All of them are monotonous, so a value at either end means a clipped
// argument, or a slope of 0 anyway.
void GateFunction::turn_back(float* values, const float* dvalues, float* temp,
                             std::size_t count) const noexcept {
  std::fill_n(temp, count, 0.0F);
  function.backward(constants, values, values, dvalues, temp, count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = values[i] == low || values[i] == high ? 0 : temp[i];
}

GateFunction read_gate_function(const LayerSpec& spec, const format::Message& activation) {
  const auto chosen = activation.choice({5, 10, 15, 20, 25, 30, 31, 40, 41, 50, 60, 70, 71});
  const auto* const member = std::ranges::find(kFunctions, chosen.field, &Member::field);
  if (member == std::end(kFunctions)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " needs an activation that is linear, sigmoid, tanh, ReLU, scaledTanh or sigmoidHard");
  }
  GateFunction gate{
      *member->function, {chosen.message.number(1), chosen.message.number(2)}, -kClip, kClip};
  gate.function.forward(gate.constants, &gate.low, &gate.low, 1);
  gate.function.forward(gate.constants, &gate.high, &gate.high, 1);
  return gate;
}

std::vector<GateFunction> read_gate_functions(const LayerSpec& spec, std::uint32_t field,
                                              std::size_t count) {
  std::vector<GateFunction> functions;
  for (const format::Message& message : spec.params().messages(field))
    functions.push_back(read_gate_function(spec, message));
  if (functions.size() != count) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " needs ",
         count, " activations, got ", functions.size());
  }
  return functions;
}

Recurrent::Recurrent(const LayerSpec& spec, std::span<const Shape> x, const Options& options)
    : gates_(options.gates),
      directions_(options.directions),
      own_recursions_(options.own_recursions),
      has_cell_(options.has_cell),
      sequence_output_(options.sequence_output),
      reverse_(options.reverse),
      trainable_(options.trainable) {
  const std::size_t all = state_of(directions_);
  if ((x.size() != 1 && x.size() != all) || x[0].rank() != 5) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " reads 1 or ", all, " inputs, the first of shape [Seq, Batch, ", options.in,
         ", 1, 1], got ", x);
  }
  seq_ = x[0][0], batch_ = x[0][1];
  const std::int64_t in = x[0].size_of(2, 5);
  if (seq_ < 1 || static_cast<std::uint64_t>(in) != options.in) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " reads vectors of ", options.in, " values, got an input of shape ", x[0]);
  }
  constexpr std::uint64_t kMost = 1 << 24;
  if (options.out == 0 || options.out > kMost) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot have ", options.out, " outputs");
  }
  in_ = to_int(spec, in), out_ = static_cast<int>(options.out);
  for (const Shape& state : x.subspan(1)) {
    if (state.size() != batch_ * out_) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " starts with states of shape ", Shape{1, batch_, out_, 1, 1}, ", got ", state);
    }
  }
  to_int(spec, (seq_ + 1) * Shape{batch_, out_, gates_, 32}.size());
  outputs_ = std::clamp<std::size_t>(spec.outputs().size(), 1, all);
  indices_.assign(static_cast<std::size_t>(gates_ * directions_) * kRoles, kAbsent);
  bias_added_.assign(static_cast<std::size_t>(gates_), 0.0F);
}

void Recurrent::read_array(const LayerSpec& spec, int gate, Role role, std::string_view name,
                           const format::FieldPath& path, const format::Message* inside) {
  const Shape shape = role == weights     ? Shape{out_, in_}
                      : role == recursion ? Shape{out_, out_}
                                          : Shape{out_};
  indices_[static_cast<std::size_t>(gate) * kRoles + role] = parameters_.size();
  if (inside == nullptr) {
    parameters_.push_back(make_parameter(spec, name, path, shape));
    return;
  }
  Parameter parameter{name, path, shape, nullptr};
  parameter.stored = std::make_shared<const std::vector<float>>(
      format::WeightParams(inside->message(path.back()))
          .floats(static_cast<std::uint64_t>(shape.size()), static_cast<std::uint64_t>(out_),
                  spec.name(), name));
  parameter.value = parameter.stored->data();
  parameters_.push_back(std::move(parameter));
}

std::size_t Recurrent::index_of(int direction, int gate, Role role) const {
  return indices_[static_cast<std::size_t>(direction * gates_ + gate) * kRoles + role];
}

const Parameter* Recurrent::array(int direction, int gate, Role role) const {
  const std::size_t index = index_of(direction, gate, role);
  return index == kAbsent ? nullptr : &parameters_[index];
}

float* Recurrent::gradient_of(int direction, int gate, Role role) const {
  const Parameter* const parameter = array(direction, gate, role);
  return parameter == nullptr ? nullptr : parameter->gradient;
}

std::vector<Shape> Recurrent::output_shapes() const {
  std::vector<Shape> shapes(outputs_, Shape{1, batch_, out_, 1, 1});
  shapes[0] = Shape{sequence_output_ ? seq_ : 1, batch_, std::int64_t{out_} * directions_, 1, 1};
  return shapes;
}

// The memory of one direction: all arrays in the order of steps, a step holding the rows of all
// examples.
struct Recurrent::Run {
  int direction = 0, rows = 0, examples = 0;
  std::size_t floats = 0;            // of one state
  float* x = nullptr;                // [Seq, rows, in]
  float* gates = nullptr;            // [gates, Seq, rows, out]
  float *h = nullptr, *c = nullptr;  // [Seq + 1, rows, out], the initial state first
  float *dh = nullptr, *dc = nullptr;
  float* temp[3] = {};
  std::span<float> products;
};

std::uint64_t Recurrent::scratch_floats(int examples) const {
  const auto n = static_cast<std::uint64_t>(rows(examples)), seq = static_cast<std::uint64_t>(seq_),
             in = static_cast<std::uint64_t>(in_), out = static_cast<std::uint64_t>(out_);
  const std::uint64_t side = std::max({seq * n, in, out});
  return seq * n * in + static_cast<std::uint64_t>(gates_) * seq * n * out +
         2 * (seq + 1) * n * out + 5 * n * out + kernels::gemm_scratch_floats(side, side, side);
}

Recurrent::Run Recurrent::make_run(const Pass& pass, int direction) const {
  Run run;
  run.direction = direction, run.rows = rows(pass.examples), run.examples = pass.examples;
  run.floats = static_cast<std::size_t>(run.rows) * static_cast<std::size_t>(out_);
  std::size_t used = 0;
  const auto take = [&](std::size_t count) {
    float* const start = pass.scratch.data() + used;
    used += count;
    return start;
  };
  const auto seq = static_cast<std::size_t>(seq_);
  run.x = take(seq * static_cast<std::size_t>(run.rows) * static_cast<std::size_t>(in_));
  run.gates = take(static_cast<std::size_t>(gates_) * seq * run.floats);
  run.h = take((seq + 1) * run.floats), run.c = take((seq + 1) * run.floats);
  run.dh = take(run.floats), run.dc = take(run.floats);
  for (float*& temp : run.temp) temp = take(run.floats);
  run.products = pass.scratch.subspan(used);
  return run;
}

Recurrent::Step Recurrent::step_of(const Run& run, std::int64_t at) const {
  const std::size_t offset = static_cast<std::size_t>(at) * run.floats;
  return {.direction = run.direction,
          .rows = run.rows,
          .floats = run.floats,
          .gates = run.gates + offset,
          .gate_step = static_cast<std::size_t>(seq_) * run.floats,
          .last_h = run.h + offset,
          .h = run.h + offset + run.floats,
          .last_c = run.c + offset,
          .c = run.c + offset + run.floats,
          .dh = run.dh,
          .dc = run.dc,
          .temp = {run.temp[0], run.temp[1], run.temp[2]},
          .scratch = run.products};
}

template <typename Visit>
void Recurrent::each_row(const Run& run, bool reversed, std::int64_t steps, Visit visit) const {
  for (std::int64_t at = 0; at < steps; ++at) {
    const std::int64_t place = reversed ? steps - 1 - at : at;
    for (std::int64_t e = 0; e < run.examples; ++e) {
      for (std::int64_t b = 0; b < batch_; ++b)
        visit(at * run.rows + e * batch_ + b, (e * steps + place) * batch_ + b);
    }
  }
}

void Recurrent::add_recursion(const Step& step, int gate, const float* x,
                              float* values) const noexcept {
  kernels::gemm(row_major(x, step.rows, out_),
                transposed(row_major(array(step.direction, gate, recursion)->value, out_, out_)),
                Into::add, values, out_, step.scratch);
}

void Recurrent::add_recursion_back(const Step& step, int gate, const float* da,
                                   float* dx) const noexcept {
  kernels::gemm(row_major(da, step.rows, out_),
                row_major(array(step.direction, gate, recursion)->value, out_, out_), Into::add, dx,
                out_, step.scratch);
}

void Recurrent::run_forward(const Pass& pass, const Run& run) const noexcept {
  each_row(run, reads_reversed(run.direction), seq_, [&](std::int64_t row, std::int64_t place) {
    std::copy_n(pass.x[0].data + place * in_, in_, run.x + row * in_);
  });
  const std::size_t state_input = state_of(run.direction);
  std::fill_n(run.h, run.floats, 0.0F), std::fill_n(run.c, run.floats, 0.0F);
  if (pass.x.size() > 1) {
    std::copy_n(pass.x[state_input].data, run.floats, run.h);
    if (has_cell_) std::copy_n(pass.x[state_input + 1].data, run.floats, run.c);
  }

  const int all = static_cast<int>(seq_) * run.rows;
  for (int gate = 0; gate < gates_; ++gate) {
    float* const values = run.gates + static_cast<std::ptrdiff_t>(gate) * all * out_;
    const Parameter* const b = array(run.direction, gate, bias);
    const float added = bias_added_[static_cast<std::size_t>(gate)];
    for (int row = 0; row < all; ++row) {
      for (int o = 0; o < out_; ++o)
        values[std::ptrdiff_t{row} * out_ + o] = (b == nullptr ? 0 : b->value[o]) + added;
    }
    kernels::gemm(row_major(run.x, all, in_),
                  transposed(row_major(array(run.direction, gate, weights)->value, out_, in_)),
                  Into::add, values, out_, run.products);
  }
  for (std::int64_t at = 0; at < seq_; ++at) {
    const Step now = step_of(run, at);
    for (int gate = 0; gate < gates_ - own_recursions_; ++gate)
      add_recursion(now, gate, now.last_h, now.gate(gate));
    advance(now);
  }
}

Status Recurrent::forward(const Pass& pass) noexcept {
  const std::int64_t width = std::int64_t{out_} * directions_;
  for (int direction = 0; direction < directions_; ++direction) {
    const Run run = make_run(pass, direction);
    run_forward(pass, run);
    const float* const last = run.h + seq_ * static_cast<std::int64_t>(run.floats);
    const float* const outputs = sequence_output_ ? run.h + run.floats : last;
    each_row(run, direction == 1, sequence_output_ ? seq_ : 1,
             [&](std::int64_t row, std::int64_t place) {
               std::copy_n(outputs + row * out_, out_,
                           pass.y[0].data + place * width + std::int64_t{direction} * out_);
             });
    const std::size_t state = state_of(direction);
    if (state < outputs_) std::copy_n(last, run.floats, pass.y[state].data);
    if (has_cell_ && state + 1 < outputs_) {
      std::copy_n(run.c + seq_ * static_cast<std::int64_t>(run.floats), run.floats,
                  pass.y[state + 1].data);
    }
  }
  return Status::ok;
}

void Recurrent::backward(const Pass& pass) noexcept {
  for (int direction = 0; direction < directions_; ++direction) {
    const Run run = make_run(pass, direction);
    run_forward(pass, run);
    run_back(pass, run);
    add_gradients(run);
    if (!pass.dx[0]) continue;
    // dx = the sum over the gates of W' times their gradients, in the place of x
    const int all = static_cast<int>(seq_) * run.rows;
    for (int gate = 0; gate < gates_; ++gate) {
      kernels::gemm(
          row_major(run.gates + static_cast<std::ptrdiff_t>(gate) * all * out_, all, out_),
          row_major(array(direction, gate, weights)->value, out_, in_),
          gate == 0 ? Into::overwrite : Into::add, run.x, in_, run.products);
    }
    each_row(run, reads_reversed(direction), seq_, [&](std::int64_t row, std::int64_t place) {
      kernels::add(run.x + row * in_, pass.dx[0].data + place * in_, static_cast<std::size_t>(in_));
    });
  }
}

// Leaves the gradients by the gates' arguments in run.gates.
void Recurrent::run_back(const Pass& pass, const Run& run) noexcept {
  const std::size_t state = state_of(run.direction);
  const auto start_with = [&](std::size_t output, float* gradient) {
    std::fill_n(gradient, run.floats, 0.0F);
    if (output < outputs_ && pass.dy[output])
      std::copy_n(pass.dy[output].data, run.floats, gradient);
  };
  start_with(state, run.dh);
  start_with(has_cell_ ? state + 1 : outputs_, run.dc);

  const std::int64_t width = std::int64_t{out_} * directions_;
  const std::int64_t steps = sequence_output_ ? seq_ : 1;
  for (std::int64_t at = seq_ - 1; at >= 0; --at) {
    const std::int64_t in_y = sequence_output_ ? at : 0;
    if (pass.dy[0] && (sequence_output_ || at == seq_ - 1)) {
      const std::int64_t place = run.direction == 1 ? steps - 1 - in_y : in_y;
      for (std::int64_t e = 0; e < run.examples; ++e) {
        for (std::int64_t b = 0; b < batch_; ++b) {
          kernels::add(pass.dy[0].data + ((e * steps + place) * batch_ + b) * width +
                           std::int64_t{run.direction} * out_,
                       run.dh + (e * batch_ + b) * out_, static_cast<std::size_t>(out_));
        }
      }
    }
    const Step now = step_of(run, at);
    go_back(now);
    for (int gate = 0; gate < gates_ - own_recursions_; ++gate)
      add_recursion_back(now, gate, now.gate(gate), run.dh);
  }
  if (pass.dx.size() == 1) return;
  if (pass.dx[state]) kernels::add(run.dh, pass.dx[state].data, run.floats);
  if (has_cell_ && pass.dx[state + 1]) kernels::add(run.dc, pass.dx[state + 1].data, run.floats);
}

// dW += da' x, dR += da' h', db += the rows of da
void Recurrent::add_gradients(const Run& run) noexcept {
  const int all = static_cast<int>(seq_) * run.rows;
  for (int gate = 0; gate < gates_; ++gate) {
    const float* const da = run.gates + static_cast<std::ptrdiff_t>(gate) * all * out_;
    const kernels::Matrix by_output = transposed(row_major(da, all, out_));
    if (float* const dw = gradient_of(run.direction, gate, weights); dw != nullptr)
      kernels::gemm(by_output, row_major(run.x, all, in_), Into::add, dw, in_, run.products);
    if (float* const dr = gradient_of(run.direction, gate, recursion); dr != nullptr) {
      const float* const from = gate < gates_ - own_recursions_ ? run.h : run.c;
      kernels::gemm(by_output, row_major(from, all, out_), Into::add, dr, out_, run.products);
    }
    if (float* const db = gradient_of(run.direction, gate, bias); db != nullptr) {
      for (int row = 0; row < all; ++row)
        kernels::add(da + std::ptrdiff_t{row} * out_, db, static_cast<std::size_t>(out_));
    }
  }
}

}  // namespace attune::layers
