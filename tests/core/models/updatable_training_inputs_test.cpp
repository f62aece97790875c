// What the training inputs of an updatable network must hold (rule 11). Upstream names as in
// updatable_rules_test.cpp.

#include <catch2/catch_test_macros.hpp>

#include "support/updatable_checks.h"

namespace attune::test {
namespace {
using Inputs = std::vector<coreml::FeatureDescription>;

coreml::FeatureDescription feature(std::string_view name) { return array_feature(name, {3}); }
// Features of the small networks: x is the model's input, p_true the loss's target.
coreml::FeatureDescription real() { return feature("x"); }
coreml::FeatureDescription target() { return feature("p_true"); }
coreml::FeatureDescription fake() { return feature("fake"); }

coreml::Model with(coreml::Model model, const Inputs& training) {
  model.mutable_description()->clear_traininginput();
  for (const coreml::FeatureDescription& input : training)
    *model.mutable_description()->add_traininginput() = input;
  return model;
}

// A network that is no classifier, whose description names a predicted feature all the same.
coreml::Model network(const Inputs& training) {
  coreml::Model model = with(score_network(), training);
  model.mutable_description()->set_predictedfeaturename("p");
  return model;
}
coreml::FeatureDescription predicted() { return feature("p"); }

coreml::Model two_inputs(const Inputs& training) {
  coreml::Model model = network(training);
  *model.mutable_description()->add_input() = feature("unused");
  return model;
}

coreml::Model classifier(const Inputs& training) { return with(label_network(), training); }
coreml::FeatureDescription label() { return string_feature("label"); }

void refused(const coreml::Model& model) { check_refused(model, "training inputs"); }

// Invalid_NoTrainingInputs
TEST_CASE("training inputs: none are too few", "[models]") { refused(network({})); }
// Invalid_OnlyModelInputs
TEST_CASE("training inputs: those of the model alone teach nothing", "[models]") {
  refused(network({real()}));
  refused(network({real(), real()}));
}
// Invalid_OnlyTarget
TEST_CASE("training inputs: the target alone is too little", "[models]") {
  refused(network({target()}));
}
// Invalid_OnlyPredictedFeatureName
TEST_CASE("training inputs: the predicted feature alone is too little", "[models]") {
  refused(network({predicted()}));
}
// Invalid_OnlyTargetAndPredictedFeatureName
TEST_CASE("training inputs: target and predicted feature without an input are too little",
          "[models]") {
  refused(network({target(), predicted()}));
}
// Invalid_TargetAndFakeModelInputs
TEST_CASE("training inputs: a target with features that the model does not have is refused",
          "[models]") {
  refused(network({target(), fake()}));
}
// Invalid_PredictedFeatureNameAndFakeModelInputs
TEST_CASE(
    "training inputs: a predicted feature with features that the model does not have is refused",
    "[models]") {
  refused(network({predicted(), fake()}));
}
// Invalid_TargetPredictedFeatureNameAndFakeModelInputs
TEST_CASE("training inputs: both with features that the model does not have are refused",
          "[models]") {
  refused(network({target(), predicted(), fake()}));
}
// Invalid_PredictedFeatureName
TEST_CASE("training inputs: the predicted feature stands for the target in classifiers only",
          "[models]") {
  refused(network({real(), predicted()}));
}
TEST_CASE("training inputs: an input of the same name and another type is not the model's input",
          "[models]") {
  refused(network({array_feature("x", {4}), target()}));
  check_accepted(network({array_feature("x", {4}), real(), target()}));
}

// Valid_TargetAndPredictedFeatureName
TEST_CASE("training inputs: input, target and predicted feature are fine", "[models]") {
  check_accepted(network({real(), target(), predicted()}));
}
// Valid_TargetAndRealAndFakeTrainingInputs
TEST_CASE("training inputs: more than are needed are fine", "[models]") {
  check_accepted(network({real(), target(), fake()}));
  check_accepted(network({fake(), target(), real()}));
}
// Valid_TargetOneOfTwoModelInputs
TEST_CASE("training inputs: one of two inputs of the model is enough", "[models]") {
  check_accepted(two_inputs({real(), target()}));
}
// Valid_TargetUnusedOneOfTwoModelInput
TEST_CASE("training inputs: even one that the network does not use is enough", "[models]") {
  check_accepted(two_inputs({feature("unused"), target()}));
}
// Valid_1InferenceAnd3TrainingInputs
TEST_CASE("training inputs: three for a model with one input are fine", "[models]") {
  check_accepted(network({real(), target(), feature("weight of the example")}));
}
// Valid_WithMSE
TEST_CASE("training inputs: mean squared error asks for its own target", "[models]") {
  check_accepted(with(value_network(), {real(), feature("y_true")}));
  refused(with(value_network(), {real(), target()}));
}
TEST_CASE("training inputs: a regressor's target may have the name of what it predicts",
          "[models]") {
  coreml::Model model = value_network();
  const coreml::NeuralNetwork network = model.neuralnetwork();
  *model.mutable_neuralnetworkregressor() = network;
  model.mutable_description()->set_predictedfeaturename("y_true");
  check_accepted(with(model, {real(), feature("y_true")}));
}

// Invalid_Classifier_OnlyPredictedFeatureName
TEST_CASE("training inputs: a classifier's label alone is too little", "[models]") {
  refused(classifier({label()}));
}
// Invalid_Classifier_OnlyTarget
TEST_CASE("training inputs: a classifier's target alone is too little", "[models]") {
  refused(classifier({target()}));
}
TEST_CASE("training inputs: a classifier needs its label or its target", "[models]") {
  refused(classifier({real(), fake()}));
}
// Valid_Classifier_PredictedFeatureName
TEST_CASE("training inputs: a classifier learns from its label", "[models]") {
  check_accepted(classifier({real(), label()}));
}
// Valid_Classifier_Target
TEST_CASE("training inputs: a classifier learns from the loss's target", "[models]") {
  check_accepted(classifier({real(), target()}));
}
// Valid_Classifier_PredictedFeatureNameAndTarget
TEST_CASE("training inputs: a classifier may have both", "[models]") {
  check_accepted(classifier({real(), label(), target()}));
  check_accepted(classifier({real(), target(), label()}));
}
// Invalid_Classifier_PredictedFeatureNameWrongType
TEST_CASE("training inputs: a classifier's label must have the output's type, beside a target too",
          "[models]") {
  refused(classifier({real(), int64_feature("label")}));
  refused(classifier({real(), target(), int64_feature("label")}));
  refused(classifier({real(), int64_feature("label"), target()}));
}

}  // namespace
}  // namespace attune::test
