#include "support/dynamic_networks.h"

namespace attune::test {

Proto network_of(const std::vector<std::string>& layers) {
  Proto network;
  for (const std::string& layer : layers) network.field(1, std::string_view(layer));
  return network;
}

std::string scaled(std::string_view name, std::string_view x, std::string_view y, float factor) {
  return layer_bytes(LayerKind::multiply, name, {std::string(x)}, {std::string(y)},
                     Proto().field(1, factor));
}

std::string shifted(std::string_view name, std::string_view x, std::string_view y, float constant) {
  return layer_bytes(LayerKind::add, name, {std::string(x)}, {std::string(y)},
                     Proto().field(1, constant));
}

std::string copied(std::string_view x, std::string_view y) {
  return layer_bytes(LayerKind::copy, "copy", {std::string(x)}, {std::string(y)});
}

std::string loop_around(const std::vector<std::string>& body,
                        const std::vector<std::string>& condition, std::string_view condition_var,
                        std::uint64_t limit, const std::vector<std::string>& inputs) {
  Proto loop = Proto().field(1, limit);
  if (!condition_var.empty()) loop.field(2, condition_var);
  if (!condition.empty()) loop.message(3, network_of(condition));
  if (!body.empty()) loop.message(4, network_of(body));
  return layer_bytes(LayerKind::loop, "again", inputs, {}, loop);
}

coreml::Model dynamic_message(const std::vector<std::string>& inputs,
                              const std::vector<std::string>& outputs,
                              const std::vector<std::string>& layers) {
  coreml::Model model;
  model.set_specificationversion(4);
  model.mutable_neuralnetwork()->set_arrayinputshapemapping(1);
  for (const std::string& input : inputs)
    *model.mutable_description()->add_input() = array_feature(input, {1});
  for (const std::string& output : outputs)
    *model.mutable_description()->add_output() = array_feature(output, {});
  set_layers(model, layers);
  return model;
}

std::shared_ptr<const models::Model> dynamic_model(const std::vector<std::string>& inputs,
                                                   const std::vector<std::string>& outputs,
                                                   const std::vector<std::string>& layers) {
  return opened(dynamic_message(inputs, outputs, layers));
}

std::vector<float> answer(const models::Model& model,
                          const std::vector<std::pair<std::string, float>>& inputs,
                          std::string_view output) {
  Features features;
  for (const auto& [name, value] : inputs) features.set(name, array_of({value}));
  return floats_of(model.predict({&features, 1}).at(0), output);
}

}  // namespace attune::test
