#include "models/network_model.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "models/trainer.h"
#include "support/json.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using format::Dictionary;

Features predict(const models::Model& model, const Features& input) {
  return model.predict({&input, 1})[0];
}

Features x_of(const std::vector<float>& values) { return features_of({{"x", array_of(values)}}); }

// A neuralNetworkClassifier whose scores are its input x, made probabilities by nothing: what goes
// in comes out.
coreml::Model echo_classifier() {
  coreml::Model model = label_network();
  model.set_isupdatable(false);
  model.mutable_description()->clear_traininginput();
  network_in(model).clear_updateparams();
  set_layers(model, {layer_bytes(LayerKind::copy, "echo", {"x"}, {"p"})});
  return model;
}

// --- plain networks ---

TEST_CASE("network: answers what its layers compute", "[models]") {
  coreml::Model model = score_network();
  const Proto params = Proto()
                           .field(1, 3)
                           .field(2, 3)
                           .field(10, true)
                           .message(20, weights({1, 0, 0, 0, 2, 0, 1, 1, 1}))
                           .message(21, weights({0, 0, 0.5F}));
  set_layers(model, {layer_bytes(LayerKind::inner_product, "only", {"x"}, {"p"}, params)});
  const Features output = predict(*opened(model), x_of({1, 2, 3}));
  CHECK_THAT(floats_of(output, "p"), EqualsBits({1, 4, 6.5F}));
  CHECK(std::get<format::Array>(*output.find("p")).shape == Shape{3});
}

TEST_CASE("network: answers only what its description lists", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {layer_bytes(LayerKind::copy, "echo", {"x"}, {"p"}),
                     layer_bytes(LayerKind::load_constant, "beside", {}, {"b"},
                                 Proto().packed(1, {1, 1, 1}).message(2, weights({1})))});
  const Features output = predict(*opened(model), x_of({1, 2, 3}));
  CHECK(output.all().size() == 1);
}

TEST_CASE("network: outputs of a layer that nobody reads have a place of their own", "[models]") {
  coreml::Model model = score_network();
  *model.mutable_description()->add_output() = array_feature("same", {3});
  // Of the three parts only the first is asked for; x is read once more after they were written.
  set_layers(model, {layer_bytes(LayerKind::split, "split", {"x"}, {"p", "unread", "ignored"},
                                 Proto().field(1, 3)),
                     layer_bytes(LayerKind::copy, "later", {"x"}, {"same"})});
  const Features output = predict(*opened(model), x_of({1, 2, 3}));
  CHECK(floats_of(output, "p") == std::vector<float>{1});
  CHECK(floats_of(output, "same") == std::vector<float>{1, 2, 3});
}

TEST_CASE("network: a missing input, or one of another shape, is refused by name", "[models]") {
  const auto model = opened(score_network());
  CHECK_THROWS_MATCHES(predict(*model, features_of({{"y", array_of({1, 2, 3})}})), Error,
                       has_code(ErrorCode::bad_example, "feature 'x' is missing"));
  CHECK_THROWS_MATCHES(predict(*model, x_of({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "feature 'x'"));
  try {
    predict(*model, {});
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.feature() == "x");
  }
  CHECK(floats_of(predict(*model, x_of({1, 2, 3})), "p").size() == 3);  // works on afterwards
}

TEST_CASE("network: an optional input that is missing has its default", "[models]") {
  coreml::Model model = score_network();
  coreml::FeatureDescription& offset = *model.mutable_description()->add_input() =
      array_feature("offset", {3});
  offset.mutable_type()->set_isoptional(true);
  set_layers(model, {layer_bytes(LayerKind::add, "sum", {"x", "offset"}, {"p"})});
  coreml::ArrayFeatureType& type = *offset.mutable_type()->mutable_multiarraytype();
  CHECK_THAT(floats_of(predict(*opened(model), x_of({1, 2, 3})), "p"), EqualsBits({1, 2, 3}));
  type.set_floatdefaultvalue(0.5F);
  CHECK_THAT(floats_of(predict(*opened(model), x_of({1, 2, 3})), "p"),
             EqualsBits({1.5F, 2.5F, 3.5F}));
  type.set_intdefaultvalue(-2);
  CHECK_THAT(floats_of(predict(*opened(model), x_of({1, 2, 3})), "p"), EqualsBits({-1, 0, 1}));
  type.set_doubledefaultvalue(0.25);
  const auto quarter = opened(model);
  CHECK_THAT(floats_of(predict(*quarter, x_of({1, 2, 3})), "p"), EqualsBits({1.25F, 2.25F, 3.25F}));
  const Features both = features_of({{"x", array_of({1, 2, 3})}, {"offset", array_of({1, 1, 1})}});
  CHECK_THAT(floats_of(predict(*quarter, both), "p"), EqualsBits({2, 3, 4}));
  CHECK_THAT(floats_of(predict(*quarter, x_of({1, 2, 3})), "p"), EqualsBits({1.25F, 2.25F, 3.25F}));
}

TEST_CASE("network: a batch gives each example the bits that it gets alone", "[models]") {
  const auto model = opened(score_network());
  const std::vector<float> values = random_values(3 * 70);
  std::vector<Features> inputs;
  for (std::size_t i = 0; i < 70; ++i)
    inputs.push_back(x_of({values[3 * i], values[3 * i + 1], values[3 * i + 2]}));
  for (const std::size_t count : {70U, 33U, 32U, 2U, 1U}) {
    const std::vector<Features> outputs = model->predict(std::span(inputs).first(count));
    REQUIRE(outputs.size() == count);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK_THAT(floats_of(outputs[i], "p"),
                 EqualsBits(floats_of(predict(*model, inputs[i]), "p")));
    }
  }
  CHECK(model->predict({}).empty());
}

// y = 2 x for arrays of 1 to 8 numbers.
coreml::Model flexible_network() {
  coreml::Model model = score_network();
  model.set_isupdatable(false);
  coreml::ModelDescription& description = *model.mutable_description();
  description.mutable_input(0)->mutable_type()->mutable_multiarraytype()->set_shaperange(
      Proto().message(1, Proto().field(1, 1).field(2, 8)).bytes());
  *description.mutable_output(0) = array_feature("p", {});
  network_in(model).set_arrayinputshapemapping(1);
  network_in(model).clear_updateparams();
  set_layers(model,
             {layer_bytes(LayerKind::multiply, "twice", {"x"}, {"p"}, Proto().field(1, 2.0F))});
  return model;
}

TEST_CASE("network: a batch may mix the shapes that its description allows", "[models]") {
  const auto model = opened(flexible_network());
  // More shapes than plans are kept, runs of equal ones, the first again at the end.
  const std::vector<std::int64_t> lengths = {3, 3, 3, 1, 8, 8, 2, 4, 5, 6, 7, 3};
  std::vector<Features> inputs;
  for (const std::int64_t length : lengths)
    inputs.push_back(x_of(random_values(static_cast<std::size_t>(length), length)));
  const std::vector<Features> outputs = model->predict(inputs);
  REQUIRE(outputs.size() == inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    std::vector<float> wanted = floats_of(inputs[i], "x");
    for (float& value : wanted) value *= 2;
    CHECK_THAT(floats_of(outputs[i], "p"), EqualsBits(wanted));
    CHECK_THAT(floats_of(predict(*model, inputs[i]), "p"), EqualsBits(wanted));
  }
}

TEST_CASE("network: a shape that its description does not allow is refused, and then it works on",
          "[models]") {
  const auto model = opened(flexible_network());
  CHECK_THROWS_MATCHES(
      predict(*model, x_of(random_values(9))), Error,
      has_code(ErrorCode::shape_mismatch, "feature 'x' must have shape [1 to 8], got [9]"));
  CHECK(floats_of(predict(*model, x_of({1, 2})), "p") == std::vector<float>{2, 4});
}

TEST_CASE("network: a shape that its layers cannot take is refused when it comes", "[models]") {
  coreml::Model message = flexible_network();
  set_layers(message, {dense("scores", "x", "p", 3, 3)});
  const auto model = opened(message);
  CHECK(floats_of(predict(*model, x_of({1, 2, 3})), "p").size() == 3);
  CHECK_THROWS_MATCHES(predict(*model, x_of({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "layer 'scores'"));
  CHECK(floats_of(predict(*model, x_of({1, 2, 3})), "p").size() == 3);
}

TEST_CASE("network: opens though the lower bounds of its shapes are none that it can take",
          "[models]") {
  coreml::Model message = flexible_network();
  message.mutable_description()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_multiarraytype()
      ->clear_shape();
  set_layers(message, {dense("scores", "x", "p", 3, 3)});
  CHECK(floats_of(predict(*opened(message), x_of({1, 2, 3})), "p").size() == 3);
}

TEST_CASE("network: trains at the declared shape only", "[models]") {
  coreml::Model message = score_network();
  for (coreml::FeatureDescription* feature :
       {message.mutable_description()->mutable_input(0),
        message.mutable_description()->mutable_traininginput(0)}) {
    feature->mutable_type()->mutable_multiarraytype()->set_shaperange(
        Proto().message(1, Proto().field(1, 1).field(2, 8)).bytes());
  }
  const auto trainer = opened(message)->make_trainer({});
  trainer->add(score_examples(1).front());
  CHECK_THROWS_MATCHES(
      trainer->add(features_of({{"x", array_of({1, 2})}, {"p_true", std::int64_t{0}}})), Error,
      has_code(ErrorCode::shape_mismatch, "feature 'x'"));
  CHECK(trainer->count() == 1);
}

TEST_CASE("network: a classifier with dynamic layers has its scores checked when they come",
          "[models]") {
  coreml::Model message = echo_classifier();
  network_in(message).set_arrayinputshapemapping(1);
  set_layers(message, {layer_bytes(LayerKind::where_non_zero, "where", {"x"}, {"p"})});
  const auto model = opened(message);
  CHECK(label_of(predict(*model, x_of({1, 1, 1})), "label") == "emu");
  CHECK_THROWS_MATCHES(predict(*model, x_of({1, 0, 1})), Error,
                       has_code(ErrorCode::model_invalid, "has 2 scores"));
  CHECK(label_of(predict(*model, x_of({1, 1, 1})), "label") == "emu");
}

TEST_CASE("network: an output may be an input", "[models]") {
  coreml::Model message = flexible_network();
  *message.mutable_description()->add_output() = array_feature("x", {});
  CHECK_THAT(floats_of(predict(*opened(message), x_of({1, 2})), "x"), EqualsBits({1, 2}));
}

TEST_CASE(
    "network: with a layer that we do not have it opens, keeps its bytes, and says so when asked",
    "[models]") {
  coreml::Model message = score_network();
  set_layers(message, {layer_bytes(LayerKind::custom, "strange", {"x"}, {"p"})});
  const auto model = opened(message);
  CHECK(models::write_model(*model) == message.SerializeAsString());
  for (int times = 0; times < 2; ++times) {
    try {
      predict(*model, x_of({1, 2, 3}));
      FAIL("predicted");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::unsupported);
      CHECK(error.layer() == "strange");
      CHECK(std::string_view(error.what()).find("custom") != std::string_view::npos);
    }
  }
}

TEST_CASE("network: parts that do not fit together are refused when it is opened", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {layer_bytes(LayerKind::copy, "echo", {"nowhere"}, {"p"})});
  CHECK_THROWS_MATCHES(opened(model), Error,
                       has_code(ErrorCode::model_invalid, "layer 'echo': reads 'nowhere'"));
  set_layers(model, {layer_bytes(LayerKind::copy, "echo", {"x"}, {"q"})});
  CHECK_THROWS_MATCHES(opened(model), Error, has_code(ErrorCode::model_invalid, "'p'"));
  set_layers(model, {layer_bytes(LayerKind::copy, "echo", {"x"}, {"p", "q"})});
  CHECK_THROWS_MATCHES(opened(model), Error, has_code(ErrorCode::model_invalid, "layer 'echo'"));
  set_layers(model, {dense("scores", "x", "p", 4, 3)});
  CHECK_THROWS_MATCHES(opened(model), Error, has_code(ErrorCode::shape_mismatch, "layer 'scores'"));
}

TEST_CASE("network: only an updatable one has parameters", "[models]") {
  coreml::Model model = score_network();
  std::vector<std::string> keys;
  for (const format::Parameter& parameter : opened(model)->parameters().all())
    keys.push_back(parameter.key);
  CHECK(keys == std::vector<std::string>{"learningRate", "miniBatchSize", "momentum", "epochs",
                                         "shuffle", "seed"});
  use_adam(model);
  keys.clear();
  for (const format::Parameter& parameter : opened(model)->parameters().all())
    keys.push_back(parameter.key);
  CHECK(keys == std::vector<std::string>{"learningRate", "miniBatchSize", "beta1", "beta2", "eps",
                                         "epochs", "shuffle", "seed"});
  model.set_isupdatable(false);
  CHECK(opened(model)->parameters().empty());
}

TEST_CASE("network: parameters may be given when it is opened", "[models]") {
  const std::string bytes = score_network().SerializeAsString();
  CHECK(models::read_model(bytes, {{"epochs", 7.0}})->parameters().integer("epochs") == 7);
  CHECK_THROWS_MATCHES(models::read_model(bytes, {{"epochs", 0.0}}), Error,
                       has_code(ErrorCode::invalid_parameter));
}

// --- classifiers ---

TEST_CASE("classifier: answers the best label, and every label's probability in the file's order",
          "[models]") {
  const auto model = opened(echo_classifier());
  const Features output = predict(*model, x_of({0.25F, 0.125F, 0.625F}));
  CHECK(label_of(output, "label") == "emu");
  const Dictionary wanted = {{"cat", 0.25}, {"dog", 0.125}, {"emu", 0.625}};
  CHECK(std::get<Dictionary>(*output.find("labelProbs")) == wanted);
  CHECK(model->class_labels() == std::vector<format::Label>{"cat", "dog", "emu"});
}

TEST_CASE("classifier: of equal probabilities the first label wins", "[models]") {
  const auto model = opened(echo_classifier());
  CHECK(label_of(predict(*model, x_of({0.25F, 0.375F, 0.375F})), "label") == "dog");
  CHECK(label_of(predict(*model, x_of({0, 0, 0})), "label") == "cat");
}

TEST_CASE("classifier: its labels may be integers", "[models]") {
  coreml::Model message = echo_classifier();
  for (const std::int64_t label : {5, -1, 3})
    network_in(message).mutable_int64classlabels()->add_vector(label);
  *message.mutable_description()->mutable_output(0) = int64_feature("label");
  const Features output = predict(*opened(message), x_of({0.25F, 0.5F, 0.25F}));
  CHECK(std::get<std::int64_t>(*output.find("label")) == -1);
  const Dictionary wanted = {
      {std::int64_t{5}, 0.25}, {std::int64_t{-1}, 0.5}, {std::int64_t{3}, 0.25}};
  CHECK(std::get<Dictionary>(*output.find("labelProbs")) == wanted);
}

TEST_CASE("classifier: labelProbabilityLayerName says which value holds the probabilities",
          "[models]") {
  coreml::Model message = echo_classifier();
  const std::string first = layer_bytes(LayerKind::copy, "first", {"x"}, {"p"});
  const std::string last = layer_bytes(
      LayerKind::inner_product, "last", {"p"}, {"q"},
      Proto().field(1, 3).field(2, 3).message(20, weights({0, 0, 1, 0, 1, 0, 1, 0, 0})));
  set_layers(message, {first, last});
  CHECK(label_of(predict(*opened(message), x_of({0, 0, 1})), "label") == "cat");
  network_in(message).set_labelprobabilitylayername("p");
  CHECK(label_of(predict(*opened(message), x_of({0, 0, 1})), "label") == "emu");
  network_in(message).set_labelprobabilitylayername("nowhere");
  CHECK_THROWS_MATCHES(opened(message), Error, has_code(ErrorCode::model_invalid, "'nowhere'"));
}

TEST_CASE("classifier: probabilities may be an array, even one that is called INT32", "[models]") {
  coreml::Model message = echo_classifier();
  coreml::FeatureDescription& output = *message.mutable_description()->mutable_output(1);
  output = array_feature("labelProbs", {3});
  for (const int data_type : {65568, 131104}) {
    output.mutable_type()->mutable_multiarraytype()->set_datatype(data_type);
    const Features answer = predict(*opened(message), x_of({0.25F, 0.125F, 0.625F}));
    CHECK_THAT(floats_of(answer, "labelProbs"), EqualsBits({0.25F, 0.125F, 0.625F}));
    CHECK(label_of(answer, "label") == "emu");
  }
}

TEST_CASE("classifier: may answer other values as well", "[models]") {
  coreml::Model message = echo_classifier();
  *message.mutable_description()->add_output() = array_feature("p", {3});
  CHECK_THAT(floats_of(predict(*opened(message), x_of({1, 2, 3})), "p"), EqualsBits({1, 2, 3}));
}

TEST_CASE("classifier: another number of labels than of scores is refused, and none at all",
          "[models]") {
  coreml::Model message = echo_classifier();
  network_in(message).mutable_stringclasslabels()->add_vector("fly");
  CHECK_THROWS_MATCHES(
      opened(message), Error,
      has_code(ErrorCode::model_invalid, "has 4 labels; its value 'p' has 3 scores"));
  network_in(message).clear_ClassLabels();
  CHECK_THROWS_MATCHES(opened(message), Error, has_code(ErrorCode::model_invalid, "no labels"));
}

// --- real models ---

std::vector<Features> golden_inputs(const Json& network) {
  std::vector<Features> inputs;
  for (const Json& input : network["inputs"].items()) {
    const bool digits = input.has("digits");
    const std::vector<Json>& rows = digits ? input["digits"].items() : input["rows"].items();
    inputs.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!digits) {
        inputs[i].set(input["name"].text(), array_of(rows[i].floats()));
        continue;
      }
      const std::string pixels = read_file("golden/" + input["file"].text());
      auto rgba = std::make_shared<std::string>();
      for (const char gray :
           pixels.substr(static_cast<std::size_t>(rows[i].integer()) * 784, 784)) {
        rgba->append({gray, gray, gray, '\xFF'});
      }
      inputs[i].set(input["name"].text(),
                    format::Image{.width = 28, .height = 28, .rgba = *rgba, .owner = rgba});
    }
  }
  return inputs;
}

TEST_CASE("network: real models answer what the oracle says", "[models][golden]") {
  const Json golden = Json::read("golden/predictions.json");
  for (const Json& network : golden["networks"].items()) {
    const std::string& name = network["model"].text();
    INFO(name);
    const auto model = opened_file("models/" + name);
    const std::vector<Features> outputs = model->predict(golden_inputs(network));
    for (const Json& output : network["outputs"].items()) {
      REQUIRE(output["rows"].size() == outputs.size());
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        CHECK_THAT(floats_of(outputs[i], output["name"].text()),
                   EqualsNear(output["rows"][i].floats(), 2e-5F));
      }
    }
  }
}

}  // namespace
}  // namespace attune::test
