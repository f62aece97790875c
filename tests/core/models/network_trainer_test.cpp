// Targets and checks of training examples, and evaluation. Gradients and steps:
// task/golden_training_test.cpp.

#include "models/network_trainer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>

#include "models/network_target.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using format::ElementType;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Features example(const std::string& target, FeatureValue value,
                 const std::vector<float>& x = {1, -1, 0.5F}) {
  return features_of({{"x", array_of(x)}, {target, std::move(value)}});
}

// The class that a target stands for, found by the loss: each way to say it must train alike.
std::vector<float> bits_after(const coreml::Model& model, const Features& one) {
  const auto trainer = opened(model)->make_trainer({});
  trainer->add(one);
  const std::uint32_t row = 0;
  trainer->accumulate({&row, 1}, 1);
  trainer->apply();
  const Features x = features_of({{"x", array_of({1, 1, 1})}});
  const Features answer = trainer->snapshot()->predict({&x, 1})[0];
  if (const auto* dictionary = std::get_if<format::Dictionary>(answer.find("labelProbs"))) {
    std::vector<float> numbers;
    for (const auto& [label, number] : *dictionary) numbers.push_back(static_cast<float>(number));
    return numbers;
  }
  return floats_of(answer, answer.all()[0].first);
}

void check_bad(const coreml::Model& model, const Features& bad, ErrorCode code,
               std::string_view part) {
  const auto trainer = opened(model)->make_trainer({});
  CHECK_THROWS_MATCHES(trainer->add(bad), Error, has_code(code, part));
  CHECK(trainer->count() == 0);
}

TEST_CASE("targets: a class index may be an integer, a whole number, an array of one, or one-hot",
          "[models]") {
  const coreml::Model model = score_network();
  const std::vector<float> wanted = bits_after(model, example("p_true", std::int64_t{1}));
  CHECK(wanted != bits_after(model, example("p_true", std::int64_t{2})));
  for (const FeatureValue& same :
       {FeatureValue(1.0), array_of({1}), array_of({1}, Shape{1}, ElementType::int32),
        array_of({1}, Shape{1, 1}), array_of({0, 1, 0}),
        array_of({0, 1, 0}, Shape{3, 1, 1}, ElementType::float64)}) {
    CHECK_THAT(bits_after(model, example("p_true", same)), EqualsBits(wanted));
  }
}

TEST_CASE("targets: a classifier learns from labels, or from class indices under the loss's name",
          "[models]") {
  coreml::Model model = label_network();
  const std::vector<float> dog = bits_after(model, example("label", std::string("dog")));
  CHECK_THAT(bits_after(model, example("p_true", std::int64_t{1})), EqualsBits(dog));
  CHECK(dog != bits_after(model, example("label", std::string("emu"))));
  // The target wins where both are given.
  Features both = example("label", std::string("emu"));
  both.set("p_true", std::int64_t{1});
  CHECK_THAT(bits_after(model, both), EqualsBits(dog));
}

TEST_CASE("targets: a loss whose target is the label itself takes labels", "[models]") {
  coreml::Model model = label_network();
  const std::vector<float> dog = bits_after(model, example("label", std::string("dog")));
  network_in(model)
      .mutable_updateparams()
      ->mutable_losslayers(0)
      ->mutable_categoricalcrossentropylosslayer()
      ->set_target("label");
  CHECK_THAT(bits_after(model, example("label", std::string("dog"))), EqualsBits(dog));
}

TEST_CASE("targets: integer labels are labels, not indices", "[models]") {
  coreml::Model model = label_network();
  const std::vector<float> second = bits_after(model, example("p_true", std::int64_t{1}));
  for (const std::int64_t label : {5, 0, 1})
    network_in(model).mutable_int64classlabels()->add_vector(label);
  for (coreml::FeatureDescription* feature :
       {model.mutable_description()->mutable_output(0),
        model.mutable_description()->mutable_traininginput(1)}) {
    *feature = int64_feature("label");
  }
  CHECK_THAT(bits_after(model, example("label", std::int64_t{0})), EqualsBits(second));
  CHECK_THAT(bits_after(model, example("label", 0.0)), EqualsBits(second));
  check_bad(model, example("label", std::int64_t{2}), ErrorCode::bad_example,
            "feature 'label': 2 is not one of the model's 3");
}

TEST_CASE("targets: mean squared error takes an array, flat or in its shape", "[models]") {
  coreml::Model model = value_network();
  const std::vector<float> wanted = bits_after(model, example("y_true", array_of({1, 2})));
  CHECK_THAT(bits_after(model, example("y_true", array_of({1, 2}, Shape{2}, ElementType::float64))),
             EqualsBits(wanted));
  *model.mutable_description()->mutable_traininginput(1) = array_feature("y_true", {1, 2, 1});
  CHECK_THAT(bits_after(model, example("y_true", array_of({1, 2}, Shape{1, 2, 1}))),
             EqualsBits(wanted));
  CHECK_THAT(bits_after(model, example("y_true", array_of({1, 2}))), EqualsBits(wanted));
  check_bad(model, example("y_true", array_of({1, 2}, Shape{2, 1})), ErrorCode::shape_mismatch,
            "feature 'y_true'");
}

TEST_CASE("targets: what is no class is refused by name", "[models]") {
  const coreml::Model model = score_network();
  const auto bad = [&](FeatureValue value, std::string_view part) {
    check_bad(model, example("p_true", std::move(value)), ErrorCode::bad_example, part);
  };
  bad(std::int64_t{3}, "feature 'p_true' must be a class index from 0 to 2, got 3");
  bad(std::int64_t{-1}, "got -1");
  bad(0.5, "got a number");
  bad(std::numeric_limits<double>::quiet_NaN(), "got a number");
  bad(std::string("cat"), "got a string");
  bad(array_of({0.5F, 0.5F, 0}), "got an array");
  bad(array_of({0, 0, 0}), "got an array");
  bad(array_of({1, 1, 0}), "got an array");
  bad(array_of({0, 1}), "got an array of shape [2]");
  bad(array_of({1.5F}), "feature 'p_true'");
  check_bad(model, features_of({{"x", array_of({1, 2, 3})}}), ErrorCode::bad_example,
            "feature 'p_true' is missing");
}

TEST_CASE("targets: a label that the model does not know is refused by name", "[models]") {
  const coreml::Model model = label_network();
  check_bad(model, example("label", std::string("fly")), ErrorCode::bad_example,
            "'fly' is not one of the model's 3 labels");
  check_bad(model, example("label", std::int64_t{0}), ErrorCode::bad_example, "0 is not one");
  check_bad(model, example("label", array_of({0})), ErrorCode::bad_example, "feature 'label'");
  check_bad(model, features_of({{"x", array_of({1, 2, 3})}}), ErrorCode::bad_example,
            "feature 'label' is missing");
}

TEST_CASE("examples: an input that is missing or of another shape is refused by name", "[models]") {
  const coreml::Model model = score_network();
  check_bad(model, features_of({{"p_true", std::int64_t{1}}}), ErrorCode::bad_example,
            "feature 'x' is missing");
  check_bad(model, example("p_true", std::int64_t{1}, {1, 2}), ErrorCode::shape_mismatch,
            "feature 'x'");
}

TEST_CASE("examples: a number that is not finite is refused by name", "[models]") {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    check_bad(score_network(), example("p_true", std::int64_t{1}, {1, bad, 0}),
              ErrorCode::bad_example, "feature 'x' holds");
    check_bad(value_network(), example("y_true", array_of({0, bad})), ErrorCode::bad_example,
              "feature 'y_true' holds");
  }
  // Finite as a double, not as the float that it becomes.
  const std::vector<double> large = {1e300, 0};
  const std::string_view bytes(reinterpret_cast<const char*>(large.data()), 16);
  check_bad(value_network(),
            example("y_true", format::Array{ElementType::float64, Shape{2}, bytes, nullptr}),
            ErrorCode::bad_example, "feature 'y_true' holds");
}

TEST_CASE("examples: an input that the loss does not depend on need not be there", "[models]") {
  coreml::Model model = score_network();
  *model.mutable_description()->add_input() = array_feature("beside", {2});
  network_in(model).add_layers(layer_bytes(LayerKind::copy, "echo", {"beside"}, {"e"}));
  *model.mutable_description()->add_output() = array_feature("e", {2});
  const auto trainer = opened(model)->make_trainer({});
  CHECK_NOTHROW(trainer->add(example("p_true", std::int64_t{1})));
  CHECK(trainer->count() == 1);
}

TEST_CASE("trainer: two slices of a mini-batch step as one", "[models]") {
  const std::vector<Features> examples = value_examples(8);
  const auto weights_after = [&](std::size_t slice) {
    const auto trainer = opened(value_network())->make_trainer({});
    for (const Features& one : examples) trainer->add(one);
    for (std::uint32_t start = 0; start < 8; start += static_cast<std::uint32_t>(slice)) {
      std::vector<std::uint32_t> rows;
      for (std::uint32_t i = 0; i < slice; ++i) rows.push_back(start + i);
      trainer->accumulate(rows, 8);
    }
    trainer->apply();
    const Features x = features_of({{"x", array_of({1, 1, 1})}});
    return floats_of(trainer->snapshot()->predict({&x, 1})[0], "y");
  };
  CHECK_THAT(weights_after(4), EqualsNear(weights_after(8), 1e-6F));
  CHECK_THAT(weights_after(2), EqualsNear(weights_after(8), 1e-6F));
}

TEST_CASE("trainer: a frozen layer keeps its weights", "[models]") {
  coreml::Model model = value_network();
  set_layers(model, {frozen_dense("hidden", "x", "h", 3, 4), activation("relu", "h", "r"),
                     dense("last", "r", "y", 4, 2)});
  const auto trainer = opened(model)->make_trainer({});
  trainer->add(example("y_true", array_of({5, -5})));
  const std::uint32_t row = 0;
  trainer->accumulate({&row, 1}, 1);
  trainer->apply();
  coreml::Model after;
  REQUIRE(after.ParseFromString(models::write_model(*trainer->snapshot())));
  CHECK(after.neuralnetwork().layers(0) == model.neuralnetwork().layers(0));
  CHECK(after.neuralnetwork().layers(1) == model.neuralnetwork().layers(1));
  CHECK(after.neuralnetwork().layers(2) != model.neuralnetwork().layers(2));
}

TEST_CASE("trainer: a valid network with a layer that we cannot run is unsupported, not wrong",
          "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {layer_bytes(LayerKind::custom, "strange", {"x"}, {"f"}),
                     dense("scores", "f", "s", 3, 3), softmax("softmax", "s", "p")});
  CHECK_THROWS_MATCHES(opened(model)->make_trainer({}), Error,
                       has_code(ErrorCode::unsupported, "'strange'"));
}

// --- evaluation ---

TEST_CASE("evaluate: sums the loss and counts what is right", "[models]") {
  coreml::Model model = score_network();
  // Scores are x itself.
  set_layers(model, {layer_bytes(LayerKind::inner_product, "scores", {"x"}, {"s"},
                                 Proto().field(1, 3).field(2, 3).message(
                                     20, weights({1, 0, 0, 0, 1, 0, 0, 0, 1}, true)),
                                 true),
                     softmax("softmax", "s", "p")});
  const float three = std::log(3.0F);
  const std::vector<Features> examples = {example("p_true", std::int64_t{0}, {0, three, -1000}),
                                          example("p_true", std::int64_t{1}, {0, three, -1000})};
  const models::Evaluation evaluation = opened(model)->evaluate(examples);
  CHECK(evaluation.count == 2);
  CHECK(evaluation.correct == 1);
  CHECK(std::fabs(evaluation.loss_sum - (std::log(4.0) + std::log(4.0 / 3))) < 1e-6);
}

TEST_CASE("evaluate: mean squared error counts nothing as right", "[models]") {
  const auto model = opened(value_network());
  const std::vector<Features> examples = value_examples(70);
  double wanted = 0;
  for (const Features& one : examples) {
    const std::vector<float> y = floats_of(model->predict({&one, 1})[0], "y"),
                             target = floats_of(one, "y_true");
    for (std::size_t i = 0; i < 2; ++i)
      wanted += std::pow(static_cast<double>(y[i]) - static_cast<double>(target[i]), 2) / 2;
  }
  const models::Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.count == 70);
  CHECK(std::isnan(evaluation.correct));
  CHECK(std::fabs(evaluation.loss_sum - wanted) < 1e-4);
}

TEST_CASE("evaluate: without examples all sums are 0, and a missing target is refused",
          "[models]") {
  const auto model = opened(score_network());
  CHECK(model->evaluate({}).count == 0);
  CHECK(model->evaluate({}).loss_sum == 0);
  const std::vector<Features> examples = {features_of({{"x", array_of({1, 2, 3})}})};
  CHECK_THROWS_MATCHES(model->evaluate(examples), Error,
                       has_code(ErrorCode::bad_example, "feature 'p_true' is missing"));
}

TEST_CASE("evaluate: a classifier without a loss compares labels", "[models]") {
  coreml::Model message = label_network();
  message.set_isupdatable(false);
  network_in(message).clear_updateparams();
  set_layers(message, {layer_bytes(LayerKind::copy, "echo", {"x"}, {"p"})});
  const std::vector<Features> examples = {example("label", std::string("cat")),
                                          example("label", std::string("dog"))};
  const models::Evaluation evaluation = opened(message)->evaluate(examples);
  CHECK(evaluation.correct == 1);
  CHECK(std::isnan(evaluation.loss_sum));
}

}  // namespace
}  // namespace attune::test
