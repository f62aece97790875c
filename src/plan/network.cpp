#include "plan/network.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace attune::plan {
namespace {
constexpr std::size_t kNone = static_cast<std::size_t>(-1);
}  // namespace

using layers::LayerSpec;

Network::Network(std::span<const LayerSpec> specs, std::span<const Input> inputs,
                 std::span<const std::string> wanted, int capacity,
                 const std::optional<Training>& training, std::uint64_t most_bytes)
    : capacity_(capacity), input_count_(inputs.size()), arena_(most_bytes) {
  const std::uint64_t budget = std::min(kBudgetBytes, most_bytes);
  const auto dynamic = std::ranges::find_if(specs, layers::is_dynamic);
  if (dynamic != specs.end()) {
    if (training) {
      fail(ErrorCode::not_updatable, InLayer{dynamic->name()}, ": a network with layers of kind ",
           format::kind_name(dynamic->kind()), " has no fixed shapes, so it cannot be trained");
    }
    capacity_ = 1;
    interpreter_ = std::make_unique<Interpreter>(specs, inputs, wanted, budget);
    return;
  }
  for (const Input& input : inputs) values_.push_back({input.name, input.shape, {}, {}});
  add_steps(specs);
  if (training) plan_training(*training);
  mark_needed(wanted);
  postpone_activations();
  find_frontier();
  find_places();
  plan_memory(training ? training->state_per_weight : 0, budget);
}

Network::~Network() = default;

// The latest value of a name: `copy` may write one again.
std::size_t Network::find(std::string_view name) const {
  const auto found = std::find_if(values_.rbegin(), values_.rend(),
                                  [&](const Value& value) { return value.name == name; });
  return found == values_.rend() ? kNone : static_cast<std::size_t>(values_.rend() - found) - 1;
}

void Network::add_steps(std::span<const LayerSpec> specs) {
  for (const LayerSpec& spec : specs) {
    Step step{.spec = &spec, .layer = nullptr, .x = {}, .y = {}, .fresh = {}};
    std::vector<Shape> shapes;
    for (const std::string_view name : spec.inputs()) {
      const std::size_t value = find(name);
      if (value == kNone) {
        fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reads '", name,
             "', which is neither an input nor made by an earlier layer");
      }
      step.x.push_back(value);
      shapes.push_back(values_[value].shape);
    }
    step.layer = layers::make_layer(spec, shapes);
    const std::vector<Shape> outputs = step.layer->output_shapes();
    layers::check_outputs(spec, outputs);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      step.y.push_back(values_.size());
      values_.push_back({spec.outputs()[i], outputs[i], {}, {}});
    }
    steps_.push_back(std::move(step));
  }
}

void Network::plan_training(const Training& training) {
  std::size_t value = find(training.loss_input);
  if (value == kNone) {
    fail(ErrorCode::not_updatable, "loss '", training.loss_name, "' reads '", training.loss_input,
         "', which no layer makes");
  }
  if (training.loss->fused_with_softmax) {
    const auto maker = std::ranges::find_if(
        steps_, [&](const Step& step) { return std::ranges::count(step.y, value) > 0; });
    const bool softmax =
        maker != steps_.end() && (maker->spec->kind() == layers::LayerKind::softmax ||
                                  maker->spec->kind() == layers::LayerKind::softmax_nd);
    if (!softmax) {
      fail(ErrorCode::not_updatable, "loss '", training.loss_name, "' reads '", training.loss_input,
           "', which is not the output of a softmax layer");
    }
    value = maker->x.front();
  }
  loss_value_ = value;
  loss_ = training.loss->make(values_[value].shape, training.loss_name);
  values_[value].needed = true;
  if (!training.gradients) return;

  for (Step& step : steps_) {
    const std::span<layers::Parameter> parameters = step.layer->parameters();
    const bool trained = step.spec->is_updatable() && !parameters.empty();
    step.backward =
        trained || std::ranges::any_of(step.x, [&](std::size_t x) { return values_[x].learns; });
    for (const std::size_t y : step.y) values_[y].learns = step.backward;
    step.learns = trained;
    for (layers::Parameter& parameter : parameters) {
      if (trained && parameter) trained_.push_back({step.spec->index(), &parameter, {}, {}, {}});
    }
  }
}

// Backwards from what is wanted: a layer runs when one of its outputs is needed, and then needs its
// inputs. A layer passes gradients on only if the loss depends on it.
void Network::mark_needed(std::span<const std::string> wanted) {
  std::vector<bool> reaches_loss(values_.size(), false);
  if (loss_) reaches_loss[loss_value_] = true;
  for (const std::string& name : wanted) {
    const std::size_t value = find(name);
    if (value == kNone) fail(ErrorCode::model_invalid, "no layer makes the output '", name, "'");
    values_[value].needed = values_[value].wanted = true;
  }
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    step->forward = std::ranges::any_of(step->y, [&](std::size_t y) { return values_[y].needed; });
    const bool feeds_loss =
        std::ranges::any_of(step->y, [&](std::size_t y) { return reaches_loss[y]; });
    step->backward = step->backward && feeds_loss;
    for (const std::size_t x : step->x) {
      values_[x].needed = values_[x].needed || step->forward;
      reaches_loss[x] = reaches_loss[x] || feeds_loss;
    }
    if (step->backward && !layers::find_layer_type(step->spec->kind())->differentiable) {
      fail(ErrorCode::not_updatable, InLayer{step->spec->name()},
           ": gradients cannot pass through ", format::kind_name(step->spec->kind()),
           ", which stands between a trained layer and the loss");
    }
    if (step->backward && !step->layer->has_backward()) {
      fail(ErrorCode::not_updatable, InLayer{step->spec->name()},
           ": stands between a trained layer and the loss, and its class has no backward()",
           Hint{"Give the class a backward(), or train only layers behind this one."});
    }
  }
  for (std::size_t value = 0; value < values_.size(); ++value) {
    values_[value].learns = values_[value].learns && reaches_loss[value];
  }
  // A layer writes all of its outputs, also those that nobody reads; every output of a layer that
  // passes gradients on has one, be it zero.
  for (const Step& step : steps_) {
    for (const std::size_t y : step.y) {
      if (step.forward) values_[y].needed = true;
      if (step.backward) values_[y].learns = values_[y].needed = true;
    }
  }
}

// The values that learning layers read of what does not learn: inputs, and what frozen layers make.
void Network::find_frontier() {
  const auto learning = [](const Step& step) { return step.forward && step.backward; };
  const bool frozen =
      std::ranges::any_of(steps_, [](const Step& step) { return step.forward && !step.backward; });
  if (trained_.empty() || !frozen) return;
  for (const Step& step : steps_) {
    if (!learning(step)) continue;
    for (const std::size_t x : step.x) {
      const bool made_frozen =
          x < input_count_ || std::ranges::none_of(
                                  steps_,
                                  [&](const Step& other) {
                                    return learning(other) && std::ranges::count(other.y, x) > 0;
                                  });
      if (!made_frozen || std::ranges::count(frontier_, x) > 0) continue;
      frontier_.push_back(x);
      frontier_floats_ += static_cast<std::size_t>(values_[x].shape.size());
    }
  }
}

// How often each value is read: by layers, by the loss, by whoever wants it or gave it.
std::vector<int> Network::count_readers() const {
  std::vector<int> readers(values_.size(), 0);
  for (std::size_t i = 0; i < values_.size(); ++i)
    readers[i] = values_[i].wanted || i < input_count_ ? 1 : 0;
  if (loss_) ++readers[loss_value_];
  for (const Step& step : steps_) {
    // What is written over is read by nobody else first.
    for (const std::size_t x : step.x) readers[x] += step.forward && step.x != step.y ? 1 : 0;
  }
  return readers;
}

// The largest of what a ReLU makes of some numbers is what it makes of the largest: where a max
// pooling alone reads it and no gradient passes, it runs behind that, on fewer numbers.
void Network::postpone_activations() {
  const std::vector<int> readers = count_readers();
  for (Step& first : steps_) {
    if (!first.forward || first.backward || !first.layer->keeps_order()) continue;
    const std::size_t between = first.y.front();
    const auto second = std::ranges::find_if(steps_, [&](const Step& step) {
      return step.forward && !step.x.empty() && step.x.front() == between;
    });
    if (readers[between] != 1 || second == steps_.end() || second->backward ||
        !second->layer->takes_largest())
      continue;
    std::swap(first, *second);
    first.x = std::exchange(second->x, first.y);
    second->y = first.y;
    values_[between].needed = false;
  }
}

// A layer that works in place takes over the memory of what it reads, if nobody else reads that and
// no gradient passes.
void Network::find_places() {
  const std::vector<int> readers = count_readers();
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i].place = i;
  for (const Step& step : steps_) {
    if (!step.forward || step.backward || !step.layer->works_in_place()) continue;
    const std::size_t x = step.x.front();
    if (readers[x] == 1) values_[step.y.front()].place = values_[x].place;
  }
}

// Moments: 0 the inputs are written, 1 + i step i runs, steps + 1 the loss, then the steps
// backwards.
int Network::backward_moment(std::size_t step) const {
  return static_cast<int>(2 * steps_.size() - step) + 1;
}

// Of each value, then of each value's gradient. What is needed at no moment has no floats.
std::vector<Lifetime> Network::lifetimes() {
  const int loss = static_cast<int>(steps_.size()) + 1, end = 2 * loss;
  std::vector<Lifetime> all(2 * values_.size());
  const auto extend = [](Lifetime& life, int moment) {
    life.first = std::min(life.first, moment);
    life.last = std::max(life.last, moment);
  };
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const Value& value = values_[i];
    // A multiple of the arena's alignment, for any number of examples.
    const std::uint64_t floats =
        (static_cast<std::uint64_t>(value.shape.size()) + Arena::kAlignment - 1) /
        Arena::kAlignment * Arena::kAlignment;
    const bool input = i < input_count_;
    if (value.needed || input) all[i] = {floats, input ? 0 : end, input ? 0 : -1};
    if (value.needed && value.learns) all[values_.size() + i] = {floats, end, -1};
    if (value.wanted) extend(all[i], end);
  }
  if (loss_) {
    extend(all[loss_value_], loss);
    extend(all[values_.size() + loss_value_], loss);
  }
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    if (!step.forward) continue;
    for (const auto* const values : {&step.x, &step.y}) {
      for (const std::size_t value : *values) {
        extend(all[value], static_cast<int>(s) + 1);
        if (!step.backward) continue;
        extend(all[value], backward_moment(s));
        extend(all[values_.size() + value], backward_moment(s));
      }
    }
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values_[i].place == i) continue;
    Lifetime& shared = all[values_[i].place];
    extend(shared, all[i].first), extend(shared, all[i].last);
    all[i] = {};
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const Lifetime& gradient = all[values_.size() + i];
    if (gradient.floats == 0 || gradient.first <= loss || gradient.last < 0) continue;
    steps_[2 * steps_.size() + 1 - static_cast<std::size_t>(gradient.first)].fresh.push_back(i);
  }
  return all;
}

std::uint64_t Network::scratch_floats(int examples) const {
  std::uint64_t floats = 0;
  for (const Step& step : steps_)
    floats = std::max(floats, step.forward ? step.layer->scratch_floats(examples) : 0);
  return floats;
}

void Network::plan_memory(int state_per_weight, std::uint64_t budget) {
  const Layout layout = lay_out(lifetimes());
  // Not with the scratch of the whole team: capacity is a part of the result's bits.
  const std::uint64_t fitting = budget / sizeof(float) / (layout.floats + scratch_floats(1) + 1);
  capacity_ = static_cast<int>(
      std::clamp<std::uint64_t>(fitting, 1, static_cast<std::uint64_t>(capacity_)));
  const auto capacity = static_cast<std::uint64_t>(capacity_);
  const Slot all = arena_.reserve(layout.floats * capacity);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    Value& value = values_[i];
    const std::uint64_t floats = static_cast<std::uint64_t>(value.shape.size()) * capacity;
    value.slot = {all.offset + layout.offsets[value.place] * capacity, floats};
    value.gradient = {all.offset + layout.offsets[values_.size() + i] * capacity, floats};
  }
  std::size_t most = 1;
  for (const Step& step : steps_) {
    if (step.forward) most = std::max({most, step.x.size(), step.y.size()});
  }
  members_.resize(static_cast<std::size_t>(team_size()));
  for (Member& member : members_) {
    member.scratch = arena_.reserve(scratch_floats(capacity_));
    member.x.reserve(most), member.y.reserve(most), member.dx.reserve(most);
    member.dy.reserve(most);
  }
  for (const TrainedArray& array : trained_) {
    const auto count = static_cast<std::uint64_t>(array.parameter->shape.size());
    for (const std::uint64_t copies : {1, 1, state_per_weight})
      trained_slots_.push_back(arena_.reserve(count * copies));
  }
  arena_.allocate();
  for (std::size_t i = 0; i < trained_.size(); ++i) {
    TrainedArray& array = trained_[i];
    array.value = arena_[trained_slots_[3 * i]];
    array.gradient = arena_[trained_slots_[3 * i + 1]];
    array.state = arena_[trained_slots_[3 * i + 2]];
    std::ranges::copy(*array.parameter->stored, array.value.begin());
    array.parameter->value = array.value.data();
    array.parameter->gradient = array.gradient.data();
  }
}

Tensor Network::tensor(std::size_t value, Share::Range examples) const {
  const Value& from = values_[value];
  return {arena_[from.slot].data() + examples.first * from.shape.size(), from.shape,
          examples.count};
}

Tensor Network::gradient(std::size_t value, Share::Range examples) const {
  const Value& from = values_[value];
  if (!from.needed || !from.learns) return {nullptr, from.shape, examples.count};
  return {arena_[from.gradient].data() + examples.first * from.shape.size(), from.shape,
          examples.count};
}

bool Network::take_shapes(std::span<const Shape> inputs) {
  for (std::size_t i = 0; i < input_count_; ++i) {
    if (interpreter_) {
      interpreter_->set_input_shape(i, inputs[i]);
    } else if (values_[i].shape != inputs[i]) {
      return false;
    }
  }
  return true;
}

Tensor Network::input(std::size_t index, int examples) {
  return interpreter_ ? interpreter_->input(index) : tensor(index, {0, examples});
}

Shape Network::shape(std::string_view value) const {
  if (interpreter_) return interpreter_->value(value).shape;
  const std::size_t index = find(value);
  if (index == kNone) fail(ErrorCode::model_invalid, "no layer makes '", value, "'");
  return values_[index].shape;
}

ConstTensor Network::value(std::string_view name, int examples) const {
  if (interpreter_) return interpreter_->value(name);
  return tensor(find(name), {0, examples});
}

}  // namespace attune::plan
