#include "surgery/heads.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <cmath>

#include "models/trainer.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"
#include "support/updatable_checks.h"
#include "surgery/anatomy.h"
#include "surgery/stored_examples.h"

namespace attune::surgery {
namespace {
using format::Label;
using format::LayerSpec;
using test::has_code;
using test::opened;

// What the network's inner value `r` is for an x.
std::vector<float> hidden(const std::vector<float>& x) {
  coreml::Model model = test::score_network();
  forget_training(model);
  test::set_layers(
      model, {test::frozen_dense("hidden", "x", "h", 3, 4), test::activation("relu", "h", "p")});
  *model.mutable_description()->mutable_output(0) = test::array_feature("p", {4});
  const format::Features input = test::features_of({{"x", test::array_of(x)}});
  return test::floats_of(opened(model)->predict({&input, 1})[0], "p");
}

ClassifierOptions cats_and_dogs() {
  ClassifierOptions options;
  options.classes = {Label("cat"), Label("dog")};
  return options;
}
}  // namespace

TEST_CASE("heads: nearest neighbours read what a classifier's last dense layer reads",
          "[surgery]") {
  const auto base = opened(test::label_network());
  NeighborsOptions options;
  options.label = "animal";
  const auto model = with_nearest_neighbors(*base, options);
  const coreml::ModelDescription& description = model->message().description();
  CHECK(model->message().has_pipelineclassifier());
  CHECK(model->message().isupdatable());
  CHECK(description.predictedfeaturename() == "animal");
  CHECK(description.output(1).name() == "animalProbs");
  CHECK(description.traininginput(0).name() == "x");
  CHECK(description.traininginput(1).name() == "animal");

  const auto taught = test::remembering(
      *model, {test::features_of({{"x", test::array_of({1, 0, 0})}, {"animal", "cat"}}),
               test::features_of({{"x", test::array_of({0, 1, 0})}, {"animal", "dog"}})});
  const std::vector<format::Features> stored = stored_examples(*taught);
  REQUIRE(stored.size() == 2);
  CHECK_THAT(test::floats_of(stored[0], "vector"), test::EqualsBits(hidden({1, 0, 0})));
  const format::Features asked = test::features_of({{"x", test::array_of({0, 1, 0.125F})}});
  const format::Features answer = taught->predict({&asked, 1})[0];
  CHECK(answer.find("animalProbs") != nullptr);
  // Nothing of the network in front learns any more, and its unused layers are gone.
  const coreml::Model& front = model->message().pipelineclassifier().pipeline().models(0);
  CHECK_FALSE(front.isupdatable());
  CHECK(front.neuralnetwork().layers_size() == 2);
  CHECK_FALSE(LayerSpec(front.neuralnetwork().layers(0)).is_updatable());
  // The file can be read again and says the same.
  const auto again = models::read_model(models::write_model(*taught));
  CHECK(test::label_of(again->predict({&asked, 1})[0], "animal") ==
        test::label_of(answer, "animal"));
}

TEST_CASE("heads: options of nearest neighbours are those of coremltools' builder", "[surgery]") {
  NeighborsOptions options;
  options.features = "p";
  options.default_label = std::int64_t{-1};
  options.inverse_distance = true;
  options.kd_tree = true;
  options.leaf_size = 7;
  options.number_of_neighbors = {.value = 3, .minimum = {}, .maximum = {}, .values = {1, 3}};
  const auto model = with_nearest_neighbors(*opened(test::score_network()), options);
  const coreml::Model& head = learning_part(model->message());
  const coreml::KNearestNeighborsClassifier& classifier = head.knearestneighborsclassifier();
  CHECK(head.description().input(0).name() == "p");
  CHECK(classifier.nearestneighborsindex().numberofdimensions() == 3);
  CHECK(format::Message(classifier.nearestneighborsindex().singlekdtreeindex()).integer(1) == 7);
  CHECK(classifier.numberofneighbors().set().values_size() == 2);
  CHECK(classifier.has_inversedistanceweighting());
  CHECK(classifier.defaultint64label() == -1);
  CHECK(model->message().description().output(0).type().has_int64type());
}

TEST_CASE("heads: behind a pipeline, whose own head gives way", "[surgery]") {
  const auto model = with_nearest_neighbors(*opened(test::swapping_model()), {});
  const coreml::Pipeline& pipeline = model->message().pipelineclassifier().pipeline();
  REQUIRE(pipeline.models_size() == 2);
  CHECK(pipeline.names(1) == "head");
  const auto taught = test::remembering(
      *model, {test::features_of({{"raw", test::array_of({1, 2})}, {"label", std::string("a")}})});
  CHECK_THAT(test::floats_of(stored_examples(*taught)[0], "vector"), test::EqualsBits({2, 1}));
}

TEST_CASE("heads: a classifier goes on where the network ends", "[surgery]") {
  const auto base = opened(test::label_network());
  ClassifierOptions options = cats_and_dogs();
  options.label = "animal";
  options.init = Init::glorot_uniform;
  options.seed = 7;
  const auto model = with_classifier(*base, options);
  test::check_accepted(model->message());
  const coreml::NeuralNetwork& network = model->message().neuralnetworkclassifier();
  REQUIRE(network.layers_size() == 4);
  const LayerSpec head(network.layers(2));
  CHECK(head.is_updatable());
  CHECK_THAT(*head.weights({20}, {2, 4}, "weights"),
             test::EqualsBits(initial_weights(Init::glorot_uniform, 7, 2, 4)));
  CHECK_FALSE(LayerSpec(network.layers(0)).is_updatable());
  CHECK(model->class_labels() == options.classes);

  const auto trainer = model->make_trainer({{"learningRate", 1.0}});
  const auto example = [](const std::vector<float>& x, std::string label) {
    return test::features_of({{"x", test::array_of(x)}, {"animal", std::move(label)}});
  };
  trainer->add(example({1, 0, 0}, "cat"));
  trainer->add(example({0, 0, 1}, "dog"));
  for (int step = 0; step < 50; ++step) {
    trainer->accumulate(std::vector<std::uint32_t>{0, 1}, 2);
    trainer->apply();
  }
  const auto learned = trainer->snapshot();
  const std::vector<format::Features> asked = {example({1, 0, 0}, ""), example({0, 0, 1}, "")};
  const auto answers = learned->predict(asked);
  CHECK(test::label_of(answers[0], "animal") == "cat");
  CHECK(test::label_of(answers[1], "animal") == "dog");
}

TEST_CASE("heads: exact shapes are brought to what a softmax reads", "[surgery]") {
  coreml::Model model = test::score_network();
  forget_training(model);
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {2, 3});
  *model.mutable_description()->mutable_output(0) = test::array_feature("h", {2, 4});
  model.mutable_neuralnetwork()->set_arrayinputshapemapping(1);
  test::set_layers(model, {test::frozen_dense("hidden", "x", "h", 3, 4)});
  const auto base = opened(model);
  const auto classifier = with_classifier(*base, cats_and_dogs());
  test::check_accepted(classifier->message());
  const format::Features input =
      test::features_of({{"x", test::array_of(test::random_values(6, 1), Shape{2, 3})}});
  const auto probabilities =
      std::get<format::Dictionary>(*classifier->predict({&input, 1})[0].find("labelProbs"));
  CHECK(probabilities[0].second == 0.5);  // all weights are 0

  const auto neighbors = with_nearest_neighbors(*base, {});
  const auto taught = test::remembering(
      *neighbors, {test::features_of({{"x", test::array_of(test::random_values(6, 1), Shape{2, 3})},
                                      {"label", std::string("a")}})});
  CHECK_THAT(test::floats_of(stored_examples(*taught)[0], "vector"),
             test::EqualsBits(test::floats_of(base->predict({&input, 1})[0], "h")));
}

TEST_CASE("heads: a classifier behind a pipeline is a network of its own", "[surgery]") {
  const auto model = with_classifier(*opened(test::swapping_model()), cats_and_dogs());
  CHECK(model->message().has_pipelineclassifier());
  CHECK(learning_part(model->message()).has_neuralnetworkclassifier());
  test::check_accepted(learning_part(model->message()));
  const auto trainer = model->make_trainer({});
  trainer->add(test::features_of({{"raw", test::array_of({1, 2})}, {"label", std::string("cat")}}));
  CHECK(trainer->count() == 1);
}

TEST_CASE("heads: first weights lie within the bound, and every seed has its own", "[surgery]") {
  const auto glorot = initial_weights(Init::glorot_uniform, 1, 10, 14);
  const auto he = initial_weights(Init::he_uniform, 1, 10, 24);
  CHECK(glorot.size() == 140);
  for (const float value : glorot) CHECK(std::abs(value) <= 0.5F);
  for (const float value : he) CHECK(std::abs(value) <= 0.5F);
  CHECK(glorot != initial_weights(Init::glorot_uniform, 2, 10, 14));
  CHECK(initial_weights(Init::zeros, 1, 2, 2) == std::vector<float>(4));
}

TEST_CASE("heads: refuses what cannot be read or named", "[surgery]") {
  const auto network = opened(test::label_network());
  NeighborsOptions options;
  options.features = "hidden";  // a layer, not a value
  CHECK_THROWS_MATCHES(with_nearest_neighbors(*network, options), Error,
                       has_code(ErrorCode::invalid_parameter, "'hidden'"));
  options = {};
  options.label = "x";
  CHECK_THROWS_MATCHES(with_nearest_neighbors(*network, options), Error,
                       has_code(ErrorCode::invalid_parameter, "'x'"));
  options = {};
  options.number_of_neighbors = {.value = 0, .minimum = {}, .maximum = {}, .values = {}};
  CHECK_THROWS_MATCHES(with_nearest_neighbors(*network, options), Error,
                       has_code(ErrorCode::invalid_parameter, "numberOfNeighbors"));
  CHECK_THROWS_MATCHES(with_nearest_neighbors(*opened(test::doubling_model()), {}), Error,
                       has_code(ErrorCode::invalid_parameter, "no array output"));
  ClassifierOptions classes;
  classes.classes = {Label("a")};
  CHECK_THROWS_MATCHES(with_classifier(*network, classes), Error,
                       has_code(ErrorCode::invalid_parameter, "2 classes"));
  classes.classes = {Label("a"), Label("a")};
  CHECK_THROWS_MATCHES(with_classifier(*network, classes), Error,
                       has_code(ErrorCode::invalid_parameter, "twice"));
  classes.classes = {Label("a"), Label(std::int64_t{1})};
  CHECK_THROWS_MATCHES(with_classifier(*network, classes), Error,
                       has_code(ErrorCode::invalid_parameter, "partly"));
}

}  // namespace attune::surgery
