#include "support/dynamic_networks.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

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

std::shared_ptr<const models::Model> five_turns(LayerKind at_three) {
  const std::string branch =
      layer_bytes(LayerKind::branch, "at three", {"distance"}, {},
                  Proto()
                      .message(1, network_of({copied("i", "unused")}))
                      .message(2, network_of({layer_bytes(at_three, "end", {}, {})})));
  const std::vector<std::string> body = {
      shifted("next i", "i", "j", 1),           copied("j", "i"),
      shifted("distance", "i", "distance", -3), branch,
      shifted("next v", "v", "w", 1),           copied("w", "v")};
  return dynamic_model({"x"}, {"v", "i"},
                       {copied("x", "i"), copied("x", "v"), loop_around(body, {}, "", 5)});
}

void check_needs_loop(LayerKind kind) {
  const auto model =
      dynamic_model({"x"}, {"y"}, {copied("x", "y"), layer_bytes(kind, "end", {}, {})});
  CHECK_THROWS_MATCHES(answer(*model, {{"x", 0}}, "y"), Error,
                       has_code(ErrorCode::model_invalid, "outside of a loop"));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(kind), {Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}

}  // namespace attune::test
