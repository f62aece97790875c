#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec inner_product(int in, int out, const std::vector<float>& weight_values,
                       const std::vector<float>& bias = {}) {
  Proto params;
  params.field(1, in).field(2, out);
  if (!bias.empty()) params.field(10, true);
  params.message(20, weights(weight_values));
  if (!bias.empty()) params.message(21, weights(bias));
  return layer_spec(LayerKind::inner_product, params);
}

TEST_CASE("innerProduct: each output is a row of the weights times the input, plus the bias",
          "[layers]") {
  const LayerRun run =
      run_layer(inner_product(3, 2, {1, 2, 3, 4, 5, 6}, {100, 200}), Shape{3}, {1, 0, -1});
  CHECK(run.shape == Shape{2});
  CHECK_THAT(run.y, EqualsNear({98, 198}));
}

TEST_CASE("innerProduct: without a bias there is none", "[layers]") {
  CHECK_THAT(run_layer(inner_product(2, 1, {3, 5}), Shape{2}, {1, 1}).y, EqualsNear({8}));
}

TEST_CASE("innerProduct: up to rank 3 the last axis is the row, above it the last three",
          "[layers]") {
  const TestSpec spec =
      inner_product(4, 2, {1, 0, 0, 0, 0, 0, 0, 1});  // the first and the last of each row
  const std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<float> expected{1, 4, 5, 8};
  const auto check = [&](const Shape& in, const Shape& out) {
    const LayerRun run = run_layer(spec, in, x);
    CHECK(run.shape == out);
    CHECK_THAT(run.y, EqualsNear(expected));
  };
  check({2, 4}, {2, 2});
  check({1, 2, 4}, {1, 2, 2});
  check({2, 2, 1, 2}, {2, 2, 1, 1});
  check({1, 2, 4, 1, 1}, {1, 2, 2, 1, 1});
}

Proto int8_weights(std::string_view bytes, const std::vector<float>& scale) {
  return Proto().field(31, bytes).message(
      40, Proto().field(1, 8).message(101, Proto().packed_floats(1, scale)));
}

TEST_CASE("innerProduct: with int8DynamicQuantize the input is rounded to 127 steps", "[layers]") {
  // Weights 1 and -0.5. The largest value is 25.4, so a step is 0.2 and 3.09 becomes 3.
  const auto spec = [](bool dynamic) {
    return layer_spec(LayerKind::inner_product, Proto()
                                                    .field(1, 2)
                                                    .field(2, 1)
                                                    .field(10, true)
                                                    .field(22, dynamic)
                                                    .message(20, int8_weights("\x04\xFE", {0.25F}))
                                                    .message(21, weights({10})));
  };
  CHECK_THAT(run_layer(spec(true), Shape{2}, {-25.4F, 3.09F}).y, EqualsNear({-25.4F - 1.5F + 10}));
  CHECK_THAT(run_layer(spec(false), Shape{2}, {-25.4F, 3.09F}).y,
             EqualsNear({-25.4F - 1.545F + 10}));
  CHECK_THAT(input_gradient(spec(true), Shape{2}, {-25.4F, 3.09F}, {2}), EqualsNear({2, -1}));
}

TEST_CASE("innerProduct: gradients agree with finite differences", "[layers]") {
  SECTION("a vector, with bias") {
    check_gradients(inner_product(5, 3, random_values(15), {1, 2, 3}), Shape{5});
  }
  SECTION("several rows, without") {
    check_gradients(inner_product(6, 9, random_values(54)), Shape{2, 1, 3, 1, 2}, {.examples = 3});
  }
}

TEST_CASE("innerProduct: its parameters say where their values stand in the file", "[layers]") {
  const auto layer = make_layer(inner_product(2, 2, {1, 2, 3, 4}, {5, 6}), {Shape{2}});
  REQUIRE(layer->parameters().size() == 2);
  CHECK(layer->parameters()[0].role == "weights");
  CHECK(layer->parameters()[0].path == format::FieldPath{20});
  CHECK(layer->parameters()[0].shape == Shape{2, 2});
  CHECK(layer->parameters()[1].role == "biases");
  CHECK(layer->parameters()[1].path == format::FieldPath{21});
  CHECK(layer->parameters()[1].shape == Shape{2});
}

TEST_CASE("innerProduct: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  const TestSpec good = inner_product(4, 1, {1, 2, 3, 4});
  refuses(good, {Shape{4}, Shape{4}}, ErrorCode::shape_mismatch,
          "layer 'layer': innerProduct reads 1 input");
  refuses(good, {Shape{1, 1, 1, 4, 1, 1}}, ErrorCode::shape_mismatch, "rank 1 to 5");
  refuses(good, {Shape{4, 2}}, ErrorCode::shape_mismatch,
          "weights for 4 values, but its input of shape [4, 2] has rows of 2");
  refuses(inner_product(4, 1, {1, 2, 3}), {Shape{4}}, ErrorCode::model_invalid,
          "weights have 3 values where its shape needs 4");
  refuses(inner_product(4, 0, {}), {Shape{4}}, ErrorCode::model_invalid, "cannot have 0 outputs");
  refuses(inner_product(4, 1, {1, 2, 3, 4}, {1, 2}), {Shape{4}}, ErrorCode::model_invalid,
          "biases have 2 values");
  const auto quantizing = [](const Proto& weight_params) {
    return layer_spec(LayerKind::inner_product,
                      Proto().field(1, 4).field(2, 1).field(22, true).message(20, weight_params));
  };
  refuses(quantizing(weights({1, 2, 3, 4})), {Shape{4}}, ErrorCode::model_invalid,
          "innerProduct with int8DynamicQuantize needs its weights as int8RawValue");
  refuses(quantizing(int8_weights("abcd", {1, 2})), {Shape{4}}, ErrorCode::model_invalid,
          "wrong length");
}
}  // namespace
}  // namespace attune::test
