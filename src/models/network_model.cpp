#include "models/network_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "models/network_trainer.h"
#include "models/portability.h"

namespace attune::models {

using coreml::FeatureDescription;
using coreml::FeatureType;

namespace {
constexpr int kBatch = 32;  // examples of one run of predict()
// Plans that a model keeps, for one example and for a batch at two shapes, and what they may take
// together before a new one is made.
constexpr std::size_t kPlans = 4;
constexpr std::uint64_t kPlannedBytes = plan::Network::kBudgetBytes;

// What an optional input that is not given stands for.
float default_value(const coreml::ArrayFeatureType& type) {
  switch (type.DefaultValue_case()) {
    case coreml::ArrayFeatureType::kIntDefaultValue:
      return static_cast<float>(type.intdefaultvalue());
    case coreml::ArrayFeatureType::kFloatDefaultValue:
      return type.floatdefaultvalue();
    case coreml::ArrayFeatureType::kDoubleDefaultValue:
      return static_cast<float>(type.doubledefaultvalue());
    default:
      return 0;
  }
}
}  // namespace

bool is_network(const coreml::Model& message) {
  return message.has_neuralnetwork() || message.has_neuralnetworkclassifier() ||
         message.has_neuralnetworkregressor();
}

const coreml::NeuralNetwork& network_of(const coreml::Model& message) {
  if (message.has_neuralnetworkclassifier()) return message.neuralnetworkclassifier();
  if (message.has_neuralnetworkregressor()) return message.neuralnetworkregressor();
  return message.neuralnetwork();
}

coreml::NeuralNetwork& mutable_network_of(coreml::Model& message) {
  if (message.has_neuralnetworkclassifier()) return *message.mutable_neuralnetworkclassifier();
  if (message.has_neuralnetworkregressor()) return *message.mutable_neuralnetworkregressor();
  return *message.mutable_neuralnetwork();
}

NetworkModel::NetworkModel(std::shared_ptr<const coreml::Model> message,
                           const format::ParameterOverrides& overrides, format::WeightStore known,
                           const format::Limits& limits, std::shared_ptr<Host> host)
    : Model(std::move(message), std::move(host)),
      network_(network_of(this->message())),
      most_bytes_(limits.memory_bytes),
      weights_(std::move(known)) {
  read_parts();
  read_parameters();
  parameters_.set(overrides);
  // Made once now: a network that does not fit together is refused when it is loaded. One with
  // layers that we cannot run opens all the same, and says so when it is asked; so does one of
  // flexible inputs that cannot run at the shape that stands for them, e.g. the lower bounds.
  try {
    ready(declared_shapes(), 1);
  } catch (const Error& error) {
    const bool flexible = std::ranges::any_of(inputs_, &NetworkInput::is_flexible);
    const bool by_shape = flexible && error.code() == ErrorCode::shape_mismatch;
    if (error.code() != ErrorCode::unsupported && !by_shape) throw;
  }
}

NetworkModel::NetworkModel(const NetworkModel& base, Learned learned)
    : Model(base.shared_message(), base.host()),
      network_(base.network_),
      most_bytes_(base.most_bytes_),
      parameters_(base.parameters_),
      learned_(std::move(learned)),
      weights_(base.weights_) {
  for (const auto& [key, values] : learned_) weights_.set(key, values);
  read_parts();
}

void NetworkModel::read_parts() {
  specs_.reserve(static_cast<std::size_t>(network_.layers_size()));
  for (const std::string& layer : network_.layers())
    specs_.emplace_back(layer, specs_.size(), &weights_, host().get());
  for (const FeatureDescription& input : message().description().input())
    inputs_.emplace_back(input, network_);
  labels_ = models::class_labels(network_);
  if (message().has_neuralnetworkclassifier()) {
    if (specs_.empty() || labels_.empty())
      fail(ErrorCode::model_invalid, "the classifier has no layers or no labels");
    probabilities_ = probabilities_value();
    if (probabilities_.empty())
      fail(ErrorCode::model_invalid, "the classifier's last layer makes no value");
    wanted_.push_back(probabilities_);
  }
  const coreml::ModelDescription& description = message().description();
  for (const FeatureDescription& output : description.output()) {
    if (output.name().empty()) fail(ErrorCode::model_invalid, "an output has no name");
    const bool of_classifier =
        !probabilities_.empty() && (output.name() == description.predictedfeaturename() ||
                                    output.name() == description.predictedprobabilitiesname());
    // A dictionary is a classifier's probabilities, whatever it is called.
    const bool dictionary = output.type().has_dictionarytype() && !probabilities_.empty();
    const std::string value = of_classifier || dictionary ? "" : output.name();
    outputs_.push_back({&output, value});
    if (!value.empty()) wanted_.push_back(value);
  }
}

// Named by the file, or the last layer's first output.
std::string NetworkModel::probabilities_value() const {
  const std::string& named = network_.labelprobabilitylayername();
  if (!named.empty()) return named;
  const auto& outputs = specs_.back().outputs();
  return outputs.empty() ? "" : std::string(outputs.front());
}

std::unique_ptr<plan::Network> NetworkModel::plan(
    std::span<const Shape> shapes, std::span<const std::string> wanted, int capacity,
    const std::optional<plan::Training>& training) const {
  std::vector<plan::Input> inputs;
  for (std::size_t i = 0; i < inputs_.size(); ++i) inputs.push_back({inputs_[i].name(), shapes[i]});
  auto ready =
      std::make_unique<plan::Network>(specs_, inputs, wanted, capacity, training, most_bytes_);
  if (!ready->is_dynamic()) check_scores(*ready);
  return ready;
}

void NetworkModel::check_scores(const plan::Network& network) const {
  if (probabilities_.empty()) return;
  const std::int64_t scores = network.shape(probabilities_).size();
  if (scores == static_cast<std::int64_t>(labels_.size())) return;
  fail(ErrorCode::model_invalid, "the classifier has ", labels_.size(), " labels; its value '",
       probabilities_, "' has ", scores, " scores");
}

// The shapes at which an example runs; without one, those that are declared.
std::vector<Shape> NetworkModel::input_shapes(const Features* example) const {
  std::vector<Shape> shapes;
  for (const NetworkInput& input : inputs_) {
    const format::FeatureValue* const value =
        example == nullptr ? nullptr : example->find(input.name());
    shapes.push_back(value == nullptr ? input.shape() : input.shape_for(*value));
  }
  return shapes;
}

plan::Network& NetworkModel::ready(std::span<const Shape> shapes, std::size_t batch) const {
  const int capacity = batch > 1 ? kBatch : 1;
  const auto found = std::ranges::find_if(plans_, [&](const Plan& plan) {
    return (plan.capacity == capacity || plan.network->is_dynamic()) &&
           plan.network->take_shapes(shapes);
  });
  if (found != plans_.end()) {
    std::rotate(plans_.begin(), found, found + 1);
    return *plans_.front().network;
  }
  // The oldest go first, before the new one takes its memory.
  std::size_t kept = 0;
  for (std::uint64_t bytes = 0; kept < plans_.size() && kept < kPlans - 1; ++kept) {
    bytes += plans_[kept].network->planned_bytes();
    if (bytes > kPlannedBytes) break;
  }
  plans_.erase(plans_.begin() + static_cast<std::ptrdiff_t>(kept), plans_.end());
  plans_.insert(plans_.begin(), Plan{capacity, plan(shapes, wanted_, capacity, std::nullopt)});
  return *plans_.front().network;
}

std::uint64_t NetworkModel::planned_bytes() const {
  std::uint64_t bytes = 0;
  for (const Plan& plan : plans_) bytes += plan.network->planned_bytes();
  return bytes;
}

std::vector<Features> NetworkModel::predict(std::span<const Features> inputs) const {
  std::vector<Features> outputs;
  outputs.reserve(inputs.size());
  while (outputs.size() < inputs.size()) {  // examples of the same shapes run together
    const std::span<const Features> rest = inputs.subspan(outputs.size());
    const std::vector<Shape> shapes = input_shapes(rest.data());
    const auto has_other_shape = [&](const Features& next) {
      return input_shapes(&next) != shapes;
    };
    // Where inputs know one shape none has: what does not fit is refused when it is read.
    const auto other = std::ranges::any_of(inputs_, &NetworkInput::has_many_shapes)
                           ? std::find_if(rest.begin() + 1, rest.end(), has_other_shape)
                           : rest.end();
    const auto count = static_cast<std::size_t>(other - rest.begin());
    run(ready(shapes, count), rest.first(count), outputs);
  }
  return outputs;
}

void NetworkModel::run(plan::Network& network, std::span<const Features> inputs,
                       std::vector<Features>& outputs) const {
  const auto capacity = static_cast<std::size_t>(network.capacity());
  for (std::size_t start = 0; start < inputs.size(); start += capacity) {
    const std::span<const Features> batch =
        inputs.subspan(start, std::min(capacity, inputs.size() - start));
    const int examples = static_cast<int>(batch.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Tensor tensor = network.input(i, examples);
      for (int example = 0; example < examples; ++example) {
        read_input(inputs_[i], batch[static_cast<std::size_t>(example)], tensor.shape,
                   tensor.example(example));
      }
    }
    network.forward(examples);
    if (network.is_dynamic()) check_scores(network);
    for (int example = 0; example < examples; ++example)
      outputs.push_back(output_features(network, example, examples));
  }
}

Features NetworkModel::output_features(const plan::Network& network, int example,
                                       int examples) const {
  const auto values_of = [&](const std::string& value) {
    const ConstTensor tensor = network.value(value, examples);
    return std::span<const float>(tensor.example(example),
                                  static_cast<std::size_t>(tensor.shape.size()));
  };
  const bool rank5 = network_.arrayinputshapemapping() == 0;
  Features features;
  for (const OutputValue& output : outputs_) {
    const std::string& name = output.description->name();
    if (!output.value.empty()) {
      const Shape shape = network.shape(output.value);
      features.set(name, make_output(*output.description, values_of(output.value), shape, rank5));
      continue;
    }
    const std::span<const float> scores = values_of(probabilities_);
    if (output.description->type()
            .has_multiarraytype()) {  // tolerated by the format in place of a dictionary
      features.set(name,
                   make_output(*output.description, scores, network.shape(probabilities_), rank5));
    } else if (output.description->type().has_dictionarytype()) {
      format::Dictionary dictionary;
      for (std::size_t i = 0; i < labels_.size(); ++i)
        dictionary.emplace_back(labels_[i], static_cast<double>(scores[i]));
      features.set(name, std::move(dictionary));
    } else {
      // max_element keeps the first of equals, so the earlier label wins.
      const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
      std::visit([&](const auto& label) { features.set(name, label); }, labels_[best]);
    }
  }
  return features;
}

void read_input(const NetworkInput& input, const Features& features, const Shape& shape,
                float* out) {
  if (const format::FeatureValue* value = features.find(input.name()))
    return input.read(*value, shape, out);
  if (!input.is_optional()) fail(ErrorCode::bad_example, InFeature{input.name()}, " is missing");
  std::fill_n(out, shape.size(), default_value(input.description().type().multiarraytype()));
}

void NetworkModel::read_parameters() {
  if (learning_of(message()) == Learning::none || !network_.has_updateparams()) return;
  const coreml::NetworkUpdateParameters& update = network_.updateparams();
  if (update.optimizer().has_sgdoptimizer()) {
    const coreml::SGDOptimizer& sgd = update.optimizer().sgdoptimizer();
    parameters_.add("learningRate", sgd.learningrate());
    parameters_.add("miniBatchSize", sgd.minibatchsize());
    parameters_.add("momentum", sgd.momentum());
  } else if (update.optimizer().has_adamoptimizer()) {
    const coreml::AdamOptimizer& adam = update.optimizer().adamoptimizer();
    parameters_.add("learningRate", adam.learningrate());
    parameters_.add("miniBatchSize", adam.minibatchsize());
    parameters_.add("beta1", adam.beta1());
    parameters_.add("beta2", adam.beta2());
    parameters_.add("eps", adam.eps());
  }
  parameters_.add("epochs", update.epochs());
  parameters_.add({.key = "shuffle", .scope = "", .value = update.shuffle().defaultvalue()});
  parameters_.add("seed", update.seed());
}

std::unique_ptr<Trainer> NetworkModel::make_trainer(
    const format::ParameterOverrides& overrides) const {
  return make_network_trainer(std::static_pointer_cast<const NetworkModel>(shared_from_this()),
                              overrides);
}

Evaluation NetworkModel::evaluate(std::span<const Features> examples) const {
  if (!network_.has_updateparams() || network_.updateparams().losslayers_size() == 0)
    return Model::evaluate(examples);
  return evaluate_network(*this, examples);
}

void NetworkModel::write_learned(coreml::Model& copy) const {
  coreml::NeuralNetwork& network = mutable_network_of(copy);
  for (const auto& [key, values] : learned_) {
    format::overwrite_weights(*network.mutable_layers(static_cast<int>(key.first)), key.second,
                              *values);
  }
}

void NetworkModel::write_delta(stored::Delta& delta) const {
  for (const auto& [key, values] : learned_) {
    stored::LearnedWeights& weights = *delta.add_weights();
    weights.set_layer(static_cast<std::uint32_t>(key.first));
    for (const std::uint32_t field : key.second) weights.add_path(field);
    weights.mutable_values()->assign(reinterpret_cast<const char*>(values->data()),
                                     values->size() * sizeof(float));
  }
}

std::shared_ptr<const Model> NetworkModel::with_delta(const stored::Delta& delta) const {
  Learned learned;
  for (const stored::LearnedWeights& weights : delta.weights()) {
    const format::WeightStore::Key key{weights.layer(),
                                       {weights.path().begin(), weights.path().end()}};
    std::vector<float> values(weights.values().size() / sizeof(float));
    if (!values.empty())
      std::memcpy(values.data(), weights.values().data(), values.size() * sizeof(float));
    if (key.first >= specs_.size() || key.second.empty() || values.empty() ||
        weights.values().size() % sizeof(float) != 0 ||
        count_weights(specs_[key.first], key.second) != values.size()) {
      fail(ErrorCode::model_invalid, "a stored version belongs to another model: layer ",
           weights.layer(), " does not hold ", values.size(), " such weights");
    }
    learned[key] = std::make_shared<const std::vector<float>>(std::move(values));
  }
  return std::make_shared<const NetworkModel>(*this, std::move(learned));
}

}  // namespace attune::models
