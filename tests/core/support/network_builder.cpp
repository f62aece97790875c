#include "support/network_builder.h"

#include <stdexcept>

#include "support/json.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
void use_sgd(coreml::NetworkUpdateParameters& update) {
  coreml::SGDOptimizer& sgd = *update.mutable_optimizer()->mutable_sgdoptimizer();
  set_parameter(*sgd.mutable_learningrate(), 0.125, 0, 1e30);
  set_parameter(*sgd.mutable_minibatchsize(), 2, 1, 1000);
  sgd.mutable_momentum()->set_defaultvalue(0);
  set_parameter(*update.mutable_epochs(), 3, 1, 1000);
}

coreml::LossBetween between(std::string_view input, std::string_view target) {
  coreml::LossBetween loss;
  loss.set_input(std::string(input));
  loss.set_target(std::string(target));
  return loss;
}

coreml::Model network_with_input() {
  coreml::Model model;
  model.set_specificationversion(4);
  model.set_isupdatable(true);
  *model.mutable_description()->add_input() = array_feature("x", {3});
  *model.mutable_description()->add_traininginput() = array_feature("x", {3});
  return model;
}
}  // namespace

std::string layer_bytes(LayerKind kind, std::string_view name,
                        const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs, const Proto& params,
                        bool updatable) {
  Proto layer;
  layer.field(1, name);
  for (const std::string& input : inputs) layer.field(2, std::string_view(input));
  for (const std::string& output : outputs) layer.field(3, std::string_view(output));
  if (updatable) layer.field(10, true);
  layer.message(static_cast<std::uint32_t>(kind), params);
  return layer.bytes();
}

std::string dense(std::string_view name, std::string_view input, std::string_view output, int in,
                  int out, const DenseFlags& flags) {
  const auto count = static_cast<std::size_t>(in) * static_cast<std::size_t>(out);
  const Proto quantization = Proto().field(1, 8).message(101, Proto().packed_floats(1, {0.5F}));
  Proto weight = weights(random_values(count, std::int64_t{in} * 100 + out), flags.weights);
  Proto bias = weights(std::vector<float>(static_cast<std::size_t>(out)), flags.bias);
  if (flags.quantized_weights) weight.message(40, quantization);
  if (flags.quantized_bias) bias.message(40, quantization);
  Proto params = Proto().field(1, in).field(2, out).field(10, flags.has_bias).message(20, weight);
  if (flags.bias_present) params.message(21, bias);
  return layer_bytes(LayerKind::inner_product, name, {std::string(input)}, {std::string(output)},
                     params, flags.layer);
}

std::string activation(std::string_view name, std::string_view input, std::string_view output,
                       std::uint32_t function) {
  return layer_bytes(LayerKind::activation, name, {std::string(input)}, {std::string(output)},
                     Proto().message(function));
}

std::string softmax(std::string_view name, std::string_view input, std::string_view output) {
  return layer_bytes(LayerKind::softmax, name, {std::string(input)}, {std::string(output)});
}

coreml::Model score_network() {
  coreml::Model model = network_with_input();
  *model.mutable_description()->add_output() = array_feature("p", {3});
  coreml::FeatureDescription& target = *model.mutable_description()->add_traininginput() =
      array_feature("p_true", {1});
  target.mutable_type()->mutable_multiarraytype()->set_datatype(131104);
  model.mutable_neuralnetwork();
  set_layers(model, {dense("hidden", "x", "h", 3, 4), activation("relu", "h", "r"),
                     dense("scores", "r", "s", 4, 3), softmax("softmax", "s", "p")});
  coreml::NetworkUpdateParameters& update = *model.mutable_neuralnetwork()->mutable_updateparams();
  coreml::LossLayer& loss = *update.add_losslayers();
  loss.set_name("loss");
  *loss.mutable_categoricalcrossentropylosslayer() = between("p", "p_true");
  use_sgd(update);
  return model;
}

coreml::Model value_network() {
  coreml::Model model = network_with_input();
  *model.mutable_description()->add_output() = array_feature("y", {2});
  *model.mutable_description()->add_traininginput() = array_feature("y_true", {2});
  model.mutable_neuralnetwork();
  set_layers(model, {dense("hidden", "x", "h", 3, 4), activation("relu", "h", "r"),
                     dense("last", "r", "y", 4, 2)});
  coreml::NetworkUpdateParameters& update = *model.mutable_neuralnetwork()->mutable_updateparams();
  coreml::LossLayer& loss = *update.add_losslayers();
  loss.set_name("loss");
  *loss.mutable_meansquarederrorlosslayer() = between("y", "y_true");
  use_sgd(update);
  return model;
}

coreml::Model label_network() {
  coreml::Model model = score_network();
  const coreml::NeuralNetwork network = model.neuralnetwork();
  coreml::NeuralNetwork& classifier = *model.mutable_neuralnetworkclassifier() = network;
  for (const char* label : {"cat", "dog", "emu"})
    classifier.mutable_stringclasslabels()->add_vector(label);
  coreml::ModelDescription& description = *model.mutable_description();
  description.clear_output();
  *description.add_output() = string_feature("label");
  coreml::FeatureDescription& probabilities = *description.add_output();
  probabilities.set_name("labelProbs");
  probabilities.mutable_type()->mutable_dictionarytype()->set_stringkeytype("");
  description.set_predictedfeaturename("label");
  description.set_predictedprobabilitiesname("labelProbs");
  *description.mutable_traininginput(1) = string_feature("label");
  return model;
}

coreml::NeuralNetwork& network_in(coreml::Model& model) {
  if (model.has_neuralnetworkclassifier()) return *model.mutable_neuralnetworkclassifier();
  if (model.has_neuralnetworkregressor()) return *model.mutable_neuralnetworkregressor();
  return *model.mutable_neuralnetwork();
}

coreml::SGDOptimizer& sgd_of(coreml::Model& model) {
  return *network_in(model).mutable_updateparams()->mutable_optimizer()->mutable_sgdoptimizer();
}

coreml::AdamOptimizer& use_adam(coreml::Model& model) {
  coreml::AdamOptimizer& adam =
      *network_in(model).mutable_updateparams()->mutable_optimizer()->mutable_adamoptimizer();
  set_parameter(*adam.mutable_learningrate(), 0.125, 0, 1e30);
  set_parameter(*adam.mutable_minibatchsize(), 2, 1, 1000);
  set_parameter(*adam.mutable_beta1(), 0.9, 0, 1);
  set_parameter(*adam.mutable_beta2(), 0.999, 0, 1);
  set_parameter(*adam.mutable_eps(), 1e-8, 0, 1);
  return adam;
}

void set_layers(coreml::Model& model, const std::vector<std::string>& layers) {
  network_in(model).clear_layers();
  for (const std::string& layer : layers) network_in(model).add_layers(layer);
}

coreml::FeatureDescription array_feature(std::string_view name,
                                         const std::vector<std::int64_t>& shape) {
  coreml::FeatureDescription feature;
  feature.set_name(std::string(name));
  coreml::ArrayFeatureType& type = *feature.mutable_type()->mutable_multiarraytype();
  for (const std::int64_t extent : shape) type.add_shape(extent);
  type.set_datatype(65568);
  return feature;
}

coreml::FeatureDescription string_feature(std::string_view name) {
  coreml::FeatureDescription feature;
  feature.set_name(std::string(name));
  feature.mutable_type()->set_stringtype("");
  return feature;
}

coreml::FeatureDescription int64_feature(std::string_view name) {
  coreml::FeatureDescription feature;
  feature.set_name(std::string(name));
  feature.mutable_type()->set_int64type("");
  return feature;
}

void set_parameter(coreml::Int64Parameter& parameter, std::int64_t value, std::int64_t least,
                   std::int64_t most) {
  parameter.set_defaultvalue(value);
  parameter.mutable_range()->set_minvalue(least);
  parameter.mutable_range()->set_maxvalue(most);
}

void set_parameter(coreml::DoubleParameter& parameter, double value, double least, double most) {
  parameter.set_defaultvalue(value);
  parameter.mutable_range()->set_minvalue(least);
  parameter.mutable_range()->set_maxvalue(most);
}

std::shared_ptr<const models::Model> opened(const coreml::Model& model) {
  return models::read_model(model.SerializeAsString());
}

std::shared_ptr<const models::Model> opened_file(std::string_view path) {
  return models::read_model(read_file(path));
}

FeatureValue array_of(const std::vector<float>& values) {
  return array_of(values, Shape{static_cast<std::int64_t>(values.size())});
}

FeatureValue array_of(const std::vector<float>& values, const Shape& shape,
                      format::ElementType type) {
  return format::Array::copy_of(values, shape, type);
}

Features features_of(std::vector<std::pair<std::string, FeatureValue>> values) {
  Features features;
  for (auto& [name, value] : values) features.set(std::move(name), std::move(value));
  return features;
}

std::vector<float> floats_of(const Features& features, std::string_view name) {
  const FeatureValue* const value = features.find(name);
  const auto* const array = value == nullptr ? nullptr : std::get_if<format::Array>(value);
  if (array == nullptr) throw std::runtime_error("no array " + std::string(name));
  std::vector<float> floats(static_cast<std::size_t>(array->shape.size()));
  array->copy_to(floats.data());
  return floats;
}

std::string label_of(const Features& features, std::string_view name) {
  const FeatureValue* const value = features.find(name);
  const auto label = value == nullptr ? std::nullopt : format::as_label(*value);
  if (!label) throw std::runtime_error("no label " + std::string(name));
  const auto* const text = std::get_if<std::string>(&*label);
  return text != nullptr ? *text : std::to_string(std::get<std::int64_t>(*label));
}

std::vector<Features> score_examples(std::size_t count) {
  std::vector<Features> examples;
  const std::vector<float> values = random_values(3 * count, 5);
  for (std::size_t i = 0; i < count; ++i) {
    examples.push_back(
        features_of({{"x", array_of({values[3 * i], values[3 * i + 1], values[3 * i + 2]})},
                     {"p_true", static_cast<std::int64_t>(i % 3)}}));
  }
  return examples;
}

std::vector<Features> value_examples(std::size_t count) {
  std::vector<Features> examples;
  const std::vector<float> values = random_values(5 * count, 6);
  for (std::size_t i = 0; i < count; ++i) {
    const float* const row = values.data() + 5 * i;
    examples.push_back(features_of(
        {{"x", array_of({row[0], row[1], row[2]})}, {"y_true", array_of({row[3], row[4]})}}));
  }
  return examples;
}

}  // namespace attune::test
