// Custom layers, with code that stands for the JavaScript side.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "support/fake_host.h"
#include "support/layer_harness.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {

Proto params(const std::string& class_name) { return Proto().field(10, class_name); }

// A custom layer with its host: the spec views both.
struct Hosted {
  explicit Hosted(FakeLayer code, const Proto& about = params("Code"), int outputs = 1)
      : bytes(layer_spec(LayerKind::custom, about, {.outputs = outputs}).bytes()) {
    host.layers["Code"] = std::move(code);
  }
  LayerSpec spec() { return LayerSpec(bytes, 0, nullptr, &host); }

  FakeHost host;
  std::string bytes;
};

std::shared_ptr<const models::Model> opened_with(const coreml::Model& message,
                                                 std::shared_ptr<FakeHost> host) {
  return models::read_model(message.SerializeAsString(), {}, {}, std::move(host));
}

Features answer(const models::Model& model, const Features& input) {
  return model.predict({&input, 1}).at(0);
}

// x [3] -> hidden (trained) -> custom -> y, mean squared error.
coreml::Model network_with_custom() {
  coreml::Model message = value_network();
  set_layers(message, {dense("hidden", "x", "h", 3, 2),
                       layer_bytes(LayerKind::custom, "mine", {"h"}, {"y"}, params("Code"))});
  return message;
}
}  // namespace

TEST_CASE("custom: is given each example alone, and answers it", "[layers]") {
  Hosted hosted(scaled_by(3));
  const LayerRun run = run_layer(hosted.spec(), Shape{2}, {1, 2, 3, 4}, 2);
  CHECK(run.y == std::vector<float>{3, 6, 9, 12});
}

TEST_CASE("custom: gradients agree with finite differences", "[layers]") {
  Hosted hosted(scaled_by(-1.5F));
  check_gradients(hosted.spec(), Shape{2, 3});
}

TEST_CASE("custom: an output that is not written holds zeros", "[layers]") {
  Hosted hosted(FakeLayer{});
  CHECK(run_layer(hosted.spec(), Shape{2}, {1, 2}).y == std::vector<float>{0, 0});
}

TEST_CASE("custom: has the shapes that its code answers", "[layers]") {
  FakeLayer code;
  code.shapes = [](std::span<const Shape> x) { return std::vector<Shape>{{x[0][0], 5}, {1}}; };
  Hosted hosted(code, params("Code"), 2);
  const LayerRun run = run_layer(hosted.spec(), Shape{2}, {1, 2});
  CHECK(run.shapes == std::vector<Shape>{{2, 5}, {1}});
}

TEST_CASE("custom: parameters and weights reach the code as the file has them", "[layers]") {
  const auto entry = [](const char* key, const Proto& value) {
    return Proto().field(1, key).message(2, value);
  };
  const Proto about = params("Code")
                          .message(20, weights({1, -2.5F}))
                          .message(20, Proto().field(2, std::string_view("\x00\x3C\x00\xC0", 4)))
                          .message(20, Proto().field(30, "raw"))
                          .message(30, entry("gone", Proto().field(10, 1.0)))
                          .message(30, entry("real", Proto().field(10, 0.5)))
                          .message(30, entry("text", Proto().field(20, "leaky")))
                          .message(30, entry("int", Proto().field(30, -7)))
                          .message(30, entry("long", Proto().field(40, std::int64_t{1} << 60)))
                          .message(30, entry("yes", Proto().field(50, true)))
                          .message(30, entry("gone", Proto().field(10, 2.0)))
                          .field(40, "what it is for");
  Hosted hosted(FakeLayer{}, about);
  int calls = 0;
  hosted.host.seen = [&](const format::CustomSpec& spec) {
    ++calls;
    CHECK(spec.class_name == "Code");
    CHECK(spec.description == "what it is for");
    REQUIRE(spec.parameters.size() == 6);
    CHECK(std::get<double>(spec.parameters[0].second) == 0.5);
    CHECK(std::get<std::string_view>(spec.parameters[1].second) == "leaky");
    CHECK(std::get<std::int64_t>(spec.parameters[2].second) == -7);
    CHECK(std::get<std::int64_t>(spec.parameters[3].second) == std::int64_t{1} << 60);
    CHECK(std::get<bool>(spec.parameters[4].second));
    CHECK(spec.parameters[5].first == "gone");
    CHECK(std::get<double>(spec.parameters[5].second) == 2);
    REQUIRE(spec.weights.size() == 3);
    CHECK(std::get<0>(spec.weights[0]) == std::vector<float>{1, -2.5F});
    CHECK(std::get<0>(spec.weights[1]) == std::vector<float>{1, -2});
    CHECK(std::get<1>(spec.weights[2]).bytes == "raw");
  };
  make_layer(hosted.spec(), {Shape{1}});
  CHECK(calls == 1);
}

TEST_CASE("custom: refuses a class that nobody gave", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(layer_spec(LayerKind::custom, params("Swish")), {Shape{2}}), Error,
      has_code(ErrorCode::unsupported,
               "layer 'layer': is a custom layer of class 'Swish', whose code is"));
}

TEST_CASE("custom: a model opens without its code, and says what it needs when it is asked",
          "[layers]") {
  const coreml::Model message = network_with_custom();
  const auto model = opened(message);
  CHECK(models::write_model(*model) == message.SerializeAsString());
  CHECK_THROWS_MATCHES(answer(*model, features_of({{"x", array_of({0, 0, 0})}})), Error,
                       has_code(ErrorCode::unsupported, "class 'Code'"));
}

TEST_CASE("custom: what the code throws is the error, and the model answers as before",
          "[layers]") {
  auto host = std::make_shared<FakeHost>();
  bool broken = false;
  FakeLayer code = scaled_by(2);
  const auto good = code.evaluate;
  code.evaluate = [&](const format::CustomPass& pass) {
    return broken ? std::string("no luck") : good(pass);
  };
  host->layers["Code"] = code;
  const auto model = opened_with(network_with_custom(), host);
  const Features input = features_of({{"x", array_of({1, 2, 3})}});
  const std::vector<float> before = floats_of(answer(*model, input), "y");
  broken = true;
  CHECK_THROWS_MATCHES(answer(*model, input), Error,
                       has_code(ErrorCode::bad_example, "layer 'mine': custom failed: no luck"));
  broken = false;
  CHECK(floats_of(answer(*model, input), "y") == before);
}

TEST_CASE("custom: refuses another number of outputs than the layer names", "[layers]") {
  auto host = std::make_shared<FakeHost>();
  host->layers["Code"].shapes = [](auto) { return std::vector<Shape>(2); };
  CHECK_THROWS_MATCHES(opened_with(network_with_custom(), host), Error,
                       has_code(ErrorCode::model_invalid, "names 1 outputs; custom makes 2"));
}

TEST_CASE("custom: works inside of a loop's or a branch's network", "[layers]") {
  // if x then custom(x) else x
  const auto inner = [](const std::string& layer) { return Proto().field(1, layer); };
  const Proto branch =
      Proto()
          .message(1, inner(layer_bytes(LayerKind::custom, "mine", {"x"}, {"y"}, params("Code"))))
          .message(2, inner(layer_bytes(LayerKind::copy, "same", {"x"}, {"y"})));
  coreml::Model message = value_network();
  message.set_isupdatable(false);
  message.mutable_neuralnetwork()->clear_updateparams();
  *message.mutable_description()->mutable_input(0) = array_feature("x", {1});
  *message.mutable_description()->mutable_output(0) = array_feature("y", {1});
  network_in(message).set_arrayinputshapemapping(1);
  set_layers(message, {layer_bytes(LayerKind::branch, "if", {"x"}, {}, branch)});
  auto host = std::make_shared<FakeHost>();
  host->layers["Code"] = scaled_by(5);
  const auto model = opened_with(message, host);
  CHECK(floats_of(answer(*model, features_of({{"x", array_of({2})}})), "y") ==
        std::vector<float>{10});
}

}  // namespace attune::test
