#include "plan/interpreter.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace attune::plan {

using layers::Flow;
using layers::LayerSpec;

struct Interpreter::Step {
  const LayerSpec* spec = nullptr;
  const layers::LayerType* type = nullptr;
  std::vector<std::size_t> x, y;                       // indices of values
  std::array<std::unique_ptr<Body>, 2> networks = {};  // as the type's fields
  std::unique_ptr<layers::Layer> layer;                // made for these shapes of its inputs
  std::vector<Shape> shapes;
};

class Interpreter::Body final : public layers::Subnetwork {
 public:
  // The outermost network.
  Body(Interpreter& owner, std::span<const LayerSpec> specs) : owner_(owner) {
    add_steps(specs, 0);
  }
  // One inside a layer.
  Body(Interpreter& owner, const format::Message& network, int depth, format::CustomHost* host)
      : owner_(owner) {
    if (depth > kMostDepth) {
      fail(ErrorCode::model_too_large, "networks stand in layers of networks, more than ",
           kMostDepth, " deep");
    }
    for (const std::string_view layer : network.texts(1))
      specs_.emplace_back(layer, specs_.size(), &weights_, host);
    add_steps(specs_, depth);
  }

  Flow run() override {
    if (++owner_.runs_ > kMostRuns) {
      fail(ErrorCode::model_too_large, "a prediction runs the networks of its loops more than ",
           kMostRuns, " times");
    }
    return run_steps();
  }

  Flow run_steps() {
    for (Step& step : steps_) {
      const Flow flow = owner_.run_step(step);
      if (flow != Flow::done) return flow;
    }
    return Flow::done;
  }

  ConstTensor value(std::string_view name) const override { return owner_.value(name); }

 private:
  void add_steps(std::span<const LayerSpec> specs, int depth) {
    for (const LayerSpec& spec : specs) {
      Step step;
      step.spec = &spec;
      step.type = &layers::layer_type_of(spec);
      for (const std::string_view name : spec.inputs()) {
        const auto found = owner_.names_.find(name);
        if (found == owner_.names_.end()) {
          fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reads '", name,
               "', which is neither an input nor made by an earlier layer");
        }
        step.x.push_back(found->second);
      }
      for (std::size_t i = 0; i < step.networks.size(); ++i) {
        const std::uint32_t field = step.type->networks[i];
        if (field == 0 || !spec.params().has(field)) continue;
        step.networks[i] =
            std::make_unique<Body>(owner_, spec.params().message(field), depth + 1, spec.host());
      }
      for (const std::string_view name : spec.outputs()) step.y.push_back(owner_.slot(name));
      steps_.push_back(std::move(step));
    }
  }

  Interpreter& owner_;
  format::WeightStore weights_;   // of a network inside a layer: read once
  std::vector<LayerSpec> specs_;  // the same
  std::vector<Step> steps_;
};

void refuse_values(const LayerSpec& spec, const layers::Layer& layer) {
  const std::string_view complaint = layer.complaint();
  fail(ErrorCode::bad_example, InLayer{spec.name()}, ": ", format::kind_name(spec.kind()),
       complaint.empty() ? " cannot work on these values" : " failed: ", complaint);
}

Interpreter::Interpreter(std::span<const LayerSpec> specs, std::span<const Input> inputs,
                         std::span<const std::string> wanted, std::uint64_t most_bytes)
    : most_floats_(most_bytes / sizeof(float)) {
  for (const Input& input : inputs) inputs_.push_back({slot(input.name), input.shape});
  input_values_ = values_.size();
  body_ = std::make_unique<Body>(*this, specs);
  for (const std::string& name : wanted) {
    if (!names_.contains(name))
      fail(ErrorCode::model_invalid, "no layer makes the output '", name, "'");
  }
}

Interpreter::~Interpreter() = default;

std::size_t Interpreter::slot(std::string_view name) {
  const auto [found, added] = names_.try_emplace(name, values_.size());
  if (added) values_.emplace_back();
  return found->second;
}

void Interpreter::check_room(std::uint64_t floats) const {
  if (floats_ + floats > most_floats_) {
    fail(ErrorCode::memory, "the network's values need more than ",
         most_floats_ * sizeof(float) >> 20, " MiB of memory");
  }
}

void Interpreter::set_input_shape(std::size_t index, const Shape& shape) {
  inputs_[index].shape = shape;
}

Tensor Interpreter::input(std::size_t index) {
  const Place& input = inputs_[index];
  const auto count = static_cast<std::size_t>(input.shape.size());
  Value& value = values_[input.value];
  floats_ -= value.data.size();
  value = {};
  check_room(count);
  value = {input.shape, std::vector<float>(count), true};
  floats_ += count;
  return {value.data.data(), input.shape, 1};
}

void Interpreter::run() {
  runs_ = 0;
  for (std::size_t i = input_values_; i < values_.size();
       ++i) {  // nothing stays of another example
    floats_ -= values_[i].data.size();
    values_[i] = {};
  }
  if (body_->run_steps() != Flow::done)
    fail(ErrorCode::model_invalid, "loopBreak or loopContinue stands outside of a loop");
}

ConstTensor Interpreter::value(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end() || !values_[found->second].made)
    fail(ErrorCode::model_invalid, "no layer that ran has made '", name, "'");
  const Value& value = values_[found->second];
  return {value.data.data(), value.shape, 1};
}

Flow Interpreter::run_step(Step& step) {
  std::vector<ConstTensor> x;
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < step.x.size(); ++i) {
    const Value& value = values_[step.x[i]];
    if (!value.made) {
      fail(ErrorCode::model_invalid, InLayer{step.spec->name()}, ": reads '",
           step.spec->inputs()[i], "', which no layer that ran has made");
    }
    x.push_back({value.data.data(), value.shape, 1});
    shapes.push_back(value.shape);
  }
  if (step.layer == nullptr || step.shapes != shapes) {
    step.layer = step.type->make(*step.spec, shapes);
    step.shapes = std::move(shapes);
  }
  if (!step.type->steers) return run_layer(step, x), Flow::done;
  const std::array<layers::Subnetwork*, 2> networks = {step.networks[0].get(),
                                                       step.networks[1].get()};
  return step.layer->steer(x, networks);
}

// The outputs are written beside the old values, which may be the layer's own inputs.
void Interpreter::run_layer(Step& step, std::span<const ConstTensor> x) {
  step.layer->settle(x);
  const std::vector<Shape> shapes = step.layer->output_shapes();
  layers::check_outputs(*step.spec, shapes);
  std::uint64_t floats = step.layer->scratch_floats(1);
  for (const Shape& shape : shapes) floats += static_cast<std::uint64_t>(shape.size());
  check_room(floats);
  std::vector<float> scratch(static_cast<std::size_t>(step.layer->scratch_floats(1)));
  std::vector<std::vector<float>> data;
  std::vector<Tensor> y;
  for (const Shape& shape : shapes) {
    data.emplace_back(static_cast<std::size_t>(shape.size()));
    y.push_back({data.back().data(), shape, 1});
  }
  if (step.layer->forward({x, y, {}, {}, scratch, 1, {}}) != layers::Status::ok)
    refuse_values(*step.spec, *step.layer);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    Value& value = values_[step.y[i]];
    floats_ += data[i].size();
    floats_ -= value.data.size();
    value = {shapes[i], std::move(data[i]), true};
  }
}

}  // namespace attune::plan
