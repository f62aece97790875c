// Layers, names, losses and the gradient's path. The upstream test that each case answers to stands
// above it (UpdatableModelValidatorTests of coremltools, without the word "test").

#include "models/updatable_rules.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/matchers.h"
#include "support/updatable_checks.h"

namespace attune::test {
namespace {

coreml::LossLayer& loss_of(coreml::Model& model) {
  return *network_in(model).mutable_updateparams()->mutable_losslayers(0);
}

TEST_CASE("updatable: the small networks of these tests may be updated", "[models]") {
  check_accepted(score_network());
  check_accepted(value_network());
  check_accepted(label_network());
  for (const coreml::Model& model : {score_network(), value_network(), label_network()}) {
    CHECK_NOTHROW(opened(model)->make_trainer({}));
  }
}

// InvalidUpdatableModelWrongType
TEST_CASE("updatable: a type of model that does not learn is refused by name", "[models]") {
  coreml::Model model = score_network();
  model.set_glmregressor(
      Proto().message(1, Proto().packed_doubles(1, {1})).packed_doubles(2, {0}).bytes());
  model.mutable_description()->mutable_output(0)->mutable_type()->set_doubletype("");
  model.mutable_description()->set_predictedfeaturename(model.description().output(0).name());
  CHECK_THROWS_MATCHES(opened(model)->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable, "glmRegressor"));
  model.set_identity("");
  CHECK_THROWS_MATCHES(opened(model)->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable, "identity"));
}

TEST_CASE("updatable: a network without the flag is refused with advice", "[models]") {
  coreml::Model model = score_network();
  model.set_isupdatable(false);
  try {
    opened(model)->make_trainer({});
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_updatable);
    CHECK_FALSE(error.hint().empty());
  }
}

// UpdatableModelSpecVersion
TEST_CASE("updatable: a specification below 4 is refused", "[models]") {
  coreml::Model model = score_network();
  model.set_specificationversion(3);
  check_refused(model, "specification version");
  for (const int version : {4, 5, 10}) {
    model.set_specificationversion(version);
    check_accepted(model);
  }
}

// InvalidUpdatableModelWrongLayer
TEST_CASE("updatable: a layer of a kind that cannot be trained is refused", "[models]") {
  coreml::Model model = score_network();
  const LayerKind kinds[] = {LayerKind::embedding, LayerKind::batchnorm, LayerKind::bias,
                             LayerKind::scale,     LayerKind::gru,       LayerKind::activation,
                             LayerKind::softmax};
  for (const LayerKind kind : kinds) {
    set_layers(model, {layer_bytes(kind, "odd", {"x"}, {"o"}, {}, true),
                       dense("scores", "o", "s", 3, 3), softmax("softmax", "s", "p")});
    check_refused(model, "updatable layer kind", "odd");
  }
}

TEST_CASE(
    "updatable: a convolution and an LSTM may be updatable, the LSTM whatever its weights say",
    "[models]") {
  coreml::Model model = score_network();
  const Proto convolution =
      Proto().field(70, true).message(90, weights({1}, true)).message(91, weights({1}, true));
  set_layers(model, {layer_bytes(LayerKind::convolution, "conv", {"x"}, {"c"}, convolution, true),
                     layer_bytes(LayerKind::uni_directional_lstm, "lstm", {"c"}, {"l", "h", "m"},
                                 {}, true),
                     dense("scores", "l", "s", 3, 3), softmax("softmax", "s", "p")});
  check_accepted(model);
}

TEST_CASE("updatable: quantized arrays of an LSTM are refused", "[models]") {
  coreml::Model model = score_network();
  const auto with = [&](const Proto& array) {
    const Proto params = Proto().message(20, Proto().message(4, weights({1})).message(42, array));
    set_layers(model, {layer_bytes(LayerKind::uni_directional_lstm, "lstm", {"x"}, {"l", "h", "m"},
                                   params, true),
                       dense("scores", "l", "s", 3, 3), softmax("softmax", "s", "p")});
  };
  with(weights({1}));
  check_accepted(model);
  with(Proto().field(30, "a").message(40, Proto().field(1, 8)));
  check_refused(model, "quantized weights", "lstm");
}

// InvalidUpdatableModelWrongWeights
TEST_CASE("updatable: weights without their flag are refused", "[models]") {
  coreml::Model model = score_network();
  set_layers(model,
             {dense("scores", "x", "s", 3, 3, {.weights = false}), softmax("softmax", "s", "p")});
  check_refused(model, "updatable weights", "scores");
  const Proto convolution =
      Proto().field(70, true).message(90, weights({1})).message(91, weights({1}, true));
  set_layers(model, {layer_bytes(LayerKind::convolution, "conv", {"x"}, {"s"}, convolution, true),
                     softmax("softmax", "s", "p")});
  check_refused(model, "updatable weights", "conv");
}

// InvalidUpdatableModelWrongBiases
TEST_CASE("updatable: biases without their flag are refused", "[models]") {
  coreml::Model model = score_network();
  set_layers(model,
             {dense("scores", "x", "s", 3, 3, {.bias = false}), softmax("softmax", "s", "p")});
  check_refused(model, "updatable bias", "scores");
  const Proto convolution =
      Proto().field(70, true).message(90, weights({1}, true)).message(91, weights({1}));
  set_layers(model, {layer_bytes(LayerKind::convolution, "conv", {"x"}, {"s"}, convolution, true),
                     softmax("softmax", "s", "p")});
  check_refused(model, "updatable bias", "conv");
}

// InvalidUpdatableLayerMissingBias
TEST_CASE("updatable: a layer that says it has a bias, and has none, is refused", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("scores", "x", "s", 3, 3, {.bias_present = false}),
                     softmax("softmax", "s", "p")});
  check_refused(model, "updatable bias", "scores");
}

TEST_CASE("updatable: a bias that the layer does not use is not looked at", "[models]") {
  coreml::Model model = score_network();
  const DenseFlags flags = {.bias = false, .has_bias = false, .quantized_bias = true};
  set_layers(model, {dense("scores", "x", "s", 3, 3, flags), softmax("softmax", "s", "p")});
  check_accepted(model);
}

// InvalidUpdatableModelNonUpdatableLayers
TEST_CASE("updatable: a model without an updatable layer is refused, whatever its weights say",
          "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {frozen_dense("scores", "x", "s", 3, 3), softmax("softmax", "s", "p")});
  check_refused(model, "an updatable layer");
  set_layers(model,
             {dense("scores", "x", "s", 3, 3, {.layer = false}), softmax("softmax", "s", "p")});
  check_refused(model, "an updatable layer");
}

// InvalidUpdatableModelQuantizedWeights
TEST_CASE("updatable: quantized weights are refused", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("scores", "x", "s", 3, 3, {.quantized_weights = true}),
                     softmax("softmax", "s", "p")});
  check_refused(model, "quantized weights", "scores");
}

// InvalidUpdatableModelQuantizedBias
TEST_CASE("updatable: a quantized bias is refused", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("scores", "x", "s", 3, 3, {.quantized_bias = true}),
                     softmax("softmax", "s", "p")});
  check_refused(model, "quantized bias", "scores");
}

// ValidUpdatableModelQuantizedWeightsAndBiasForNonUpdatableLayer
TEST_CASE("updatable: a frozen layer may be quantized", "[models]") {
  coreml::Model model = score_network();
  const DenseFlags flags = {.layer = false, .quantized_weights = true, .quantized_bias = true};
  set_layers(model, {dense("hidden", "x", "h", 3, 3, flags), dense("scores", "h", "s", 3, 3),
                     softmax("softmax", "s", "p")});
  check_accepted(model);
}

// InvalidUpdatableModelwithCollidedLayerAndLossLayerNames
TEST_CASE("updatable: no two layers, losses included, have one name", "[models]") {
  coreml::Model model = score_network();
  loss_of(model).set_name("scores");
  check_refused(model, "distinct names", "scores");
  loss_of(model).set_name("loss");
  set_layers(model, {dense("twin", "x", "h", 3, 3), dense("twin", "h", "s", 3, 3),
                     softmax("softmax", "s", "p")});
  check_refused(model, "distinct names", "twin");
}

// InvalidModelMultipleLoss
TEST_CASE("updatable: two losses are refused", "[models]") {
  coreml::Model model = score_network();
  coreml::LossLayer& second = *network_in(model).mutable_updateparams()->add_losslayers();
  second = loss_of(model);
  second.set_name("another loss");
  check_refused(model, "one loss");
}

TEST_CASE("updatable: a loss of no known kind is refused", "[models]") {
  coreml::Model model = score_network();
  loss_of(model).clear_LossLayerType();
  check_refused(model, "one loss", "loss");
}

// InvalidCategoricalCrossEntropyLossLayerInputs
TEST_CASE(
    "updatable: cross entropy that reads anything but a softmax, or a target from a layer, is "
    "refused",
    "[models]") {
  coreml::Model model = score_network();
  coreml::LossBetween& between = *loss_of(model).mutable_categoricalcrossentropylosslayer();
  for (const char* input : {"s", "x", "nowhere"}) {
    between.set_input(input);
    check_refused(model, "softmax before cross entropy", "loss");
  }
  between.set_input("p");
  for (const char* target : {"s", "p", "r"}) {
    between.set_target(target);
    check_refused(model, "loss target", "loss");
  }
}

TEST_CASE("updatable: softmaxND does not count as the softmax of cross entropy", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("scores", "x", "s", 3, 3),
                     layer_bytes(LayerKind::softmax_nd, "softmax", {"s"}, {"p"})});
  check_refused(model, "softmax before cross entropy", "loss");
}

// InvalidMeanSquaredErrorLossLayerInputs
TEST_CASE("updatable: mean squared error reads what a layer makes, and no target from a layer",
          "[models]") {
  coreml::Model model = value_network();
  coreml::LossBetween& between = *loss_of(model).mutable_meansquarederrorlosslayer();
  for (const char* input : {"x", "y_true", "nowhere"}) {
    between.set_input(input);
    check_refused(model, "loss input", "loss");
  }
  between.set_input("y");
  for (const char* target : {"h", "y"}) {
    between.set_target(target);
    check_refused(model, "loss target", "loss");
  }
}

}  // namespace
}  // namespace attune::test
