#include "surgery/make_updatable.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "models/trainer.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"
#include "support/updatable_checks.h"
#include "surgery/anatomy.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using format::LayerSpec;
using test::has_code;
using test::opened;

// score_network() and label_network() as a converter would have written them: nothing learns.
coreml::Model plain(coreml::Model model) {
  forget_training(model);
  model.set_specificationversion(1);
  return model;
}

const coreml::NetworkUpdateParameters& update_of(const models::Model& model) {
  return models::network_of(model.message()).updateparams();
}

LayerSpec layer_of(const models::Model& model, int index) {
  return LayerSpec(models::network_of(model.message()).layers(index));
}
}  // namespace

TEST_CASE("make updatable: forgetting takes every mark away", "[surgery]") {
  const coreml::Model model = plain(test::score_network());
  CHECK_FALSE(model.isupdatable());
  CHECK(model.description().traininginput().empty());
  CHECK_FALSE(model.neuralnetwork().has_updateparams());
  for (const std::string& bytes : model.neuralnetwork().layers()) {
    const LayerSpec layer(bytes);
    CHECK_FALSE(layer.is_updatable());
    CHECK_FALSE(layer.weight_params({20}).is_updatable());
    CHECK_FALSE(layer.weight_params({21}).is_updatable());
  }
}

TEST_CASE("make updatable: defaults are those of coremltools", "[surgery]") {
  const auto model = make_updatable(*opened(plain(test::score_network())), {"scores"}, {});
  CHECK(model->message().isupdatable());
  CHECK(model->message().specificationversion() == 4);
  test::check_accepted(model->message());

  const coreml::NetworkUpdateParameters& update = update_of(*model);
  const coreml::LossLayer& loss = update.losslayers(0);
  CHECK(loss.name() == "lossLayer");
  CHECK(loss.categoricalcrossentropylosslayer().input() == "p");
  CHECK(loss.categoricalcrossentropylosslayer().target() == "p_true");
  const coreml::SGDOptimizer& sgd = update.optimizer().sgdoptimizer();
  CHECK(sgd.learningrate().defaultvalue() == 0.01);
  CHECK(sgd.learningrate().range().minvalue() == 0);
  CHECK(sgd.learningrate().range().maxvalue() == 1);
  CHECK(sgd.minibatchsize().defaultvalue() == 10);
  CHECK(sgd.minibatchsize().set().values_size() == 1);
  CHECK(sgd.momentum().range().maxvalue() == 1);
  CHECK(update.epochs().defaultvalue() == 1);
  CHECK(update.shuffle().defaultvalue());
  CHECK_FALSE(update.has_seed());

  const auto& training = model->message().description().traininginput();
  REQUIRE(training.size() == 2);
  CHECK(training[0].name() == "x");
  CHECK(training[1].name() == "p_true");
  CHECK(training[1].type().multiarraytype().datatype() == kInt32);
  CHECK(training[1].type().multiarraytype().shape(0) == 1);

  CHECK_FALSE(layer_of(*model, 0).is_updatable());
  CHECK(layer_of(*model, 2).is_updatable());
  CHECK(layer_of(*model, 2).weight_params({20}).is_updatable());
  CHECK(layer_of(*model, 2).weight_params({21}).is_updatable());
}

TEST_CASE("make updatable: what it makes learns, and what it came from does not change",
          "[surgery]") {
  const auto before = opened(plain(test::score_network()));
  const std::string bytes = models::write_model(*before);
  const auto after = make_updatable(*before, {"hidden", "scores"}, {});
  CHECK(models::write_model(*before) == bytes);
  CHECK_THROWS_MATCHES(before->make_trainer({}), Error, has_code(ErrorCode::not_updatable));

  const auto trainer = after->make_trainer({});
  const std::vector<format::Features> examples = test::score_examples(4);
  for (const format::Features& example : examples) trainer->add(example);
  trainer->accumulate(std::vector<std::uint32_t>{0, 1, 2, 3}, 4);
  trainer->apply();
  const auto learned = trainer->snapshot();
  CHECK(models::write_model(*learned) != models::write_model(*after));
  CHECK_THAT(test::floats_of(after->predict({examples.data(), 1})[0], "p"),
             test::EqualsBits(test::floats_of(before->predict({examples.data(), 1})[0], "p")));
}

TEST_CASE("make updatable: a classifier learns from its label", "[surgery]") {
  const auto model = make_updatable(*opened(plain(test::label_network())), {"scores"}, {});
  const auto& training = model->message().description().traininginput();
  REQUIRE(training.size() == 2);
  CHECK(training[1].name() == "label");
  CHECK(training[1].type().has_stringtype());
  test::check_accepted(model->message());
}

TEST_CASE("make updatable: mean squared error gets a target of doubles in the output's shape",
          "[surgery]") {
  TrainingOptions options;
  options.optimizer = "adam";
  options.parameters["learningRate"] = {
      .value = 0.5, .minimum = 0.25, .maximum = 0.75, .values = {}};
  options.parameters["miniBatchSize"] = {
      .value = 4, .minimum = {}, .maximum = {}, .values = {2, 4}};
  options.parameters["epochs"] = {.value = 3, .minimum = 1, .maximum = 9, .values = {}};
  options.seed = -5;
  options.shuffle = false;
  const auto model = make_updatable(*opened(plain(test::value_network())), {"last"}, options);
  const auto& target = model->message().description().traininginput(1);
  CHECK(target.name() == "y_true");
  CHECK(target.type().multiarraytype().datatype() == kDouble);
  CHECK(target.type().multiarraytype().shape(0) == 2);
  const coreml::NetworkUpdateParameters& update = update_of(*model);
  CHECK(update.losslayers(0).has_meansquarederrorlosslayer());
  const coreml::AdamOptimizer& adam = update.optimizer().adamoptimizer();
  CHECK(adam.learningrate().range().minvalue() == 0.25);
  CHECK(adam.minibatchsize().set().values_size() == 2);
  CHECK(adam.eps().defaultvalue() == 1e-8);
  CHECK(update.epochs().range().maxvalue() == 9);
  CHECK(update.seed().defaultvalue() == -5);
  CHECK_FALSE(update.shuffle().defaultvalue());
}

// Upstream nn_fp16_make_updatable_fail and nn_partial_fp16_make_updatable_fail: coremltools refuses
// them, because Apple runs such networks in half precision throughout. Here the arrays that learn
// are widened.
TEST_CASE("make updatable: half-precision weights that learn become float32, exactly",
          "[surgery]") {
  const std::string halves{"\x00\x3c\x00\xc0\x01\x00", 6};  // 1, -2, the smallest subnormal
  const test::Proto half = test::Proto().field(2, std::string_view(halves));
  coreml::Model message = plain(test::score_network());
  test::set_layers(message,
                   {test::layer_bytes(LayerKind::inner_product, "dense", {"x"}, {"s"},
                                      test::Proto().field(1, 3).field(2, 1).message(20, half)),
                    test::softmax("softmax", "s", "p")});
  const auto before = opened(message);
  const auto after = make_updatable(*before, {"dense"}, {});
  const LayerSpec layer = layer_of(*after, 0);
  CHECK_FALSE(layer.weight_params({20}).is_float16());
  CHECK_THAT(*layer.weights({20}, {1, 3}, "weights"), test::EqualsBits({1, -2, 0x1p-24F}));
  // An absent bias that is not there carries nothing but the mark, as coremltools writes it.
  CHECK(layer.weight_params({21}).is_updatable());
  CHECK(layer.weight_params({21}).is_empty());
}

TEST_CASE("make updatable: the last model of a pipeline, and the pipeline with it", "[surgery]") {
  const coreml::Model network = plain(test::label_network());
  coreml::Model message = test::wrapped_model(network);
  const auto model = make_updatable(*opened(message), {"scores"}, {});
  CHECK(model->message().isupdatable());
  CHECK(model->message().specificationversion() == 4);
  CHECK(learning_part(model->message()).isupdatable());
  const auto& training = model->message().description().traininginput();
  REQUIRE(training.size() == 2);
  CHECK(training[0].name() == "x");
  CHECK(training[1].name() == "label");
  CHECK_NOTHROW(model->make_trainer({}));
}

// Upstream nn_partial_fp16_make_updatable_quantized_layer_fail is among them.
TEST_CASE("make updatable: refuses what no rule allows, and says which", "[surgery]") {
  const auto model = opened(plain(test::score_network()));
  CHECK_THROWS_MATCHES(make_updatable(*model, {"nobody"}, {}), Error,
                       has_code(ErrorCode::invalid_parameter, "no layer of that name"));
  CHECK_THROWS_MATCHES(make_updatable(*model, {}, {}), Error,
                       has_code(ErrorCode::invalid_parameter));
  CHECK_THROWS_MATCHES(make_updatable(*model, {"relu"}, {}), Error,
                       has_code(ErrorCode::not_updatable, "kind activation"));
  CHECK_THROWS_MATCHES(make_updatable(*opened(test::line_model()), {"relu"}, {}), Error,
                       has_code(ErrorCode::unsupported, "kNearestNeighborsClassifier"));

  coreml::Model blocked = plain(test::score_network());
  test::set_layers(
      blocked,
      {test::frozen_dense("hidden", "x", "h", 3, 4), test::activation("leaky", "h", "r", 15),
       test::frozen_dense("scores", "r", "s", 4, 3), test::softmax("softmax", "s", "p")});
  CHECK_THROWS_MATCHES(make_updatable(*opened(blocked), {"hidden"}, {}), Error,
                       has_code(ErrorCode::not_updatable, "[rule: gradient path]"));
  CHECK_NOTHROW(make_updatable(*opened(blocked), {"scores"}, {}));

  coreml::Model quantized = plain(test::score_network());
  test::DenseFlags flags{.layer = false, .weights = false, .bias = false};
  flags.quantized_weights = true;
  test::set_layers(quantized, {test::dense("scores", "x", "s", 3, 3, flags),
                               test::softmax("softmax", "s", "p")});
  CHECK_THROWS_MATCHES(make_updatable(*opened(quantized), {"scores"}, {}), Error,
                       has_code(ErrorCode::not_updatable, "quantized"));
}

TEST_CASE("make updatable: refuses parameters that the format does not take", "[surgery]") {
  const auto model = opened(plain(test::score_network()));
  const auto with = [&](std::string_view key, ParameterChoice choice) {
    TrainingOptions options;
    options.parameters.emplace(key, std::move(choice));
    return make_updatable(*model, {"scores"}, options);
  };
  const auto refused = [&](std::string_view key, ParameterChoice choice) {
    CHECK_THROWS_MATCHES(with(key, std::move(choice)), Error,
                         has_code(ErrorCode::invalid_parameter, key));
  };
  refused("epochs", {.value = 0, .minimum = {}, .maximum = {}, .values = {}});
  refused("epochs", {.value = 1.5, .minimum = {}, .maximum = {}, .values = {}});
  refused("epochs", {.value = 5, .minimum = 1, .maximum = 4, .values = {}});
  refused("epochs", {.value = 5, .minimum = 0, .maximum = 9, .values = {}});
  refused("miniBatchSize", {.value = 5, .minimum = {}, .maximum = {}, .values = {1, 2}});
  refused("miniBatchSize", {.value = 5, .minimum = {}, .maximum = {}, .values = {5, -1}});
  refused("learningRate", {.value = 2, .minimum = {}, .maximum = {}, .values = {}});
  refused("learningRate", {.value = 2, .minimum = {}, .maximum = {}, .values = {2}});
  refused("beta1", {.value = 0.5, .minimum = {}, .maximum = {}, .values = {}});
  CHECK_NOTHROW(with("learningRate", {.value = 2, .minimum = {}, .maximum = 3, .values = {}}));
  TrainingOptions options;
  options.optimizer = "rmsprop";
  CHECK_THROWS_MATCHES(make_updatable(*model, {"scores"}, options), Error,
                       has_code(ErrorCode::invalid_parameter, "rmsprop"));
  options = {};
  options.loss = "hinge";
  CHECK_THROWS_MATCHES(make_updatable(*model, {"scores"}, options), Error,
                       has_code(ErrorCode::invalid_parameter, "hinge"));
  options = {};
  options.loss = "categoricalCrossEntropy";
  options.loss_input = "s";
  CHECK_THROWS_MATCHES(make_updatable(*model, {"scores"}, options), Error,
                       has_code(ErrorCode::not_updatable, "[rule: softmax before cross entropy]"));
}

}  // namespace attune::surgery
