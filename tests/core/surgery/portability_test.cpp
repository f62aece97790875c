// Models that learn here, though Apple's rules forbid it.
#include "models/portability.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/fake_host.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "surgery/make_updatable.h"
#include "surgery/updatable_report.h"
#include "task/update_task.h"

namespace attune::surgery {
namespace {
using format::LayerKind;
using models::Learning;
using models::learning_of;
using test::dense;
using test::has_code;
using test::layer_bytes;
using test::opened;
using test::Proto;
using ModelPointer = std::shared_ptr<const models::Model>;

ParameterChoice choice(double value) {
  ParameterChoice choice;
  choice.value = value;
  return choice;
}

TrainingOptions here() {
  TrainingOptions options;
  options.parameters = {
      {"learningRate", choice(0.1)}, {"miniBatchSize", choice(4)}, {"epochs", choice(20)}};
  options.portable = false;
  return options;
}

coreml::Model forgotten(coreml::Model model, const std::vector<std::string>& layers) {
  test::set_layers(model, layers);
  forget_training(model);
  return model;
}

// x [3] -> hidden -> leaky ReLU -> scores -> softmax -> p [3]: Apple stops at the leaky ReLU.
coreml::Model leaky() {
  return forgotten(
      test::score_network(),
      {test::frozen_dense("hidden", "x", "h", 3, 4), test::activation("leaky", "h", "r", 15),
       test::frozen_dense("scores", "r", "s", 4, 3), test::softmax("softmax", "s", "p")});
}

double loss_of(const models::Model& model, std::span<const format::Features> examples) {
  return model.evaluate(examples).loss_sum / static_cast<double>(examples.size());
}

ModelPointer trained(const models::Model& model, std::span<const format::Features> examples) {
  task::UpdateTask task(model, {}, {});
  task.add({examples.begin(), examples.end()}, task::Role::training);
  while (!task.step().finished) {
  }
  return task.snapshot();
}

void check_learns(const models::Model& model, std::span<const format::Features> examples) {
  CHECK(loss_of(*trained(model, examples), examples) < 0.99 * loss_of(model, examples));
}
}  // namespace

TEST_CASE("here only: what Apple does not train through is refused unless it is asked for",
          "[surgery]") {
  const auto model = opened(leaky());
  try {
    make_updatable(*model, {"hidden"}, {});
    FAIL("it was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_updatable);
    CHECK(error.layer() == "hidden");
    CHECK(error.hint().find("portable: false") != std::string::npos);
  }
  // What is portable stays so.
  const auto portable = make_updatable(*model, {"scores"}, here());
  CHECK(learning_of(portable->message()) == Learning::portable);
  CHECK(portable->message().description().metadata().userdefined().empty());
}

TEST_CASE("here only: it trains, is not marked as updatable, and is known again by its file",
          "[surgery]") {
  const auto made = make_updatable(*opened(leaky()), {"hidden", "scores"}, here());
  CHECK_FALSE(made->message().isupdatable());
  CHECK(learning_of(made->message()) == Learning::here_only);
  const auto examples = test::score_examples(12);
  check_learns(*made, examples);

  const std::string bytes = models::write_model(*trained(*made, examples));
  const auto again = models::read_model(bytes);
  CHECK(models::write_model(*again) == bytes);
  CHECK(again->parameters().integer("epochs") == 20);
  check_learns(*again, examples);

  const UpdatableReport report = check_updatable(again);
  CHECK(report.updatable);
  CHECK_FALSE(report.portable);
  REQUIRE(report.reasons.size() == 1);
  CHECK(report.reasons[0].layer == "hidden");
  CHECK_THAT(report.reasons[0].message,
             Catch::Matchers::ContainsSubstring("[rule: gradient path]"));
}

TEST_CASE("here only: made portable, or forgotten, it carries no mark", "[surgery]") {
  const auto made = make_updatable(*opened(leaky()), {"hidden"}, here());
  const auto portable = make_updatable(*made, {"scores"}, {});
  CHECK(learning_of(portable->message()) == Learning::portable);
  CHECK(portable->message().description().metadata().userdefined().empty());
  coreml::Model message = made->message();
  forget_training(message);
  CHECK(learning_of(message) == Learning::none);
}

TEST_CASE("here only: other layers with weights learn, too", "[surgery]") {
  const auto examples = test::score_examples(12);
  const std::string scale = layer_bytes(LayerKind::scale, "scale", {"h"}, {"r"},
                                        Proto()
                                            .packed(1, {4})
                                            .message(2, test::weights({1, 1, 1, 1}))
                                            .field(3, true)
                                            .packed(4, {4})
                                            .message(5, test::weights({0, 0, 0, 0})));
  const auto model =
      opened(forgotten(test::score_network(), {test::frozen_dense("hidden", "x", "h", 3, 4), scale,
                                               test::frozen_dense("scores", "r", "s", 4, 3),
                                               test::softmax("softmax", "s", "p")}));
  CHECK_THROWS_MATCHES(make_updatable(*model, {"scale"}, {}), Error,
                       has_code(ErrorCode::not_updatable, "kind scale cannot be updatable"));
  check_learns(*make_updatable(*model, {"scale"}, here()), examples);
  check_learns(*make_updatable(*model, {"scale", "hidden", "scores"}, here()), examples);
  CHECK_THROWS_MATCHES(make_updatable(*model, {"softmax"}, here()), Error,
                       has_code(ErrorCode::not_updatable, "kind softmax cannot be updatable"));
}

TEST_CASE("here only: a softmaxND may end it", "[surgery]") {
  const auto model = opened(forgotten(
      test::score_network(),
      {test::frozen_dense("scores", "x", "s", 3, 3),
       layer_bytes(LayerKind::softmax_nd, "softmax", {"s"}, {"p"}, Proto().field(1, -3))}));
  TrainingOptions apples;
  apples.loss = "categoricalCrossEntropy";
  CHECK_THROWS_MATCHES(make_updatable(*model, {"scores"}, apples), Error,
                       has_code(ErrorCode::not_updatable, "softmax before cross entropy"));
  check_learns(*make_updatable(*model, {"scores"}, here()), test::score_examples(12));
}

TEST_CASE("here only: what has no gradient is refused all the same", "[surgery]") {
  const auto model = opened(forgotten(
      test::value_network(),
      {test::frozen_dense("hidden", "x", "h", 3, 2),
       layer_bytes(LayerKind::one_hot, "hot", {"h"}, {"o"}, Proto().field(1, 2).field(2, -1)),
       layer_bytes(LayerKind::reduce_sum, "sum", {"o"}, {"y"}, Proto().packed(1, {-1}))}));
  CHECK_THROWS_MATCHES(make_updatable(*model, {"hidden"}, here()), Error,
                       has_code(ErrorCode::not_updatable, "gradients cannot pass through oneHot"));
}

TEST_CASE("here only: through a custom layer, where its class has a backward()", "[surgery]") {
  const coreml::Model message =
      forgotten(test::value_network(),
                {test::frozen_dense("hidden", "x", "h", 3, 2),
                 layer_bytes(LayerKind::custom, "mine", {"h"}, {"y"}, Proto().field(10, "Code"))});
  const auto host = std::make_shared<test::FakeHost>();
  host->layers["Code"] = test::scaled_by(2);
  const auto model = models::read_model(message.SerializeAsString(), {}, {}, host);
  const auto examples = test::value_examples(12);
  const auto made = make_updatable(*model, {"hidden"}, here());
  check_learns(*made, examples);
  CHECK(check_updatable(made).layers.at(1).passes_gradients_here);

  host->layers["Code"].backward = [](const auto&) { return std::string("lost the way"); };
  CHECK_THROWS_MATCHES(
      trained(*made, examples), Error,
      has_code(ErrorCode::bad_example, "layer 'mine': custom failed: lost the way"));

  host->layers["Code"].backward = nullptr;
  CHECK_THROWS_MATCHES(make_updatable(*model, {"hidden"}, here()), Error,
                       has_code(ErrorCode::not_updatable, "its class has no backward()"));
  CHECK_FALSE(check_updatable(model).layers.at(1).passes_gradients_here);
}

TEST_CASE("here only: as the last model of a pipeline", "[surgery]") {
  const coreml::Model inner = leaky();
  coreml::Model pipeline;
  pipeline.set_specificationversion(4);
  *pipeline.mutable_description() = inner.description();
  *pipeline.mutable_pipeline()->add_models() = inner;
  const auto made = make_updatable(*opened(pipeline), {"hidden"}, here());
  CHECK(learning_of(made->message()) == Learning::here_only);
  CHECK_FALSE(made->message().isupdatable());
  CHECK_FALSE(made->message().pipeline().models(0).isupdatable());
  const auto again = models::read_model(models::write_model(*made));
  check_learns(*again, test::score_examples(12));
  CHECK(check_updatable(again).updatable);
}

}  // namespace attune::surgery
