#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/recurrent_specs.h"

namespace attune::test {
namespace {

TestSpec simple(const Proto& activation, bool sequence = true, bool reverse = false,
                int states = 1) {
  return layer_spec(LayerKind::simple_recurrent,
                    Proto()
                        .field(1, 3)
                        .field(2, 2)
                        .message(10, activation)
                        .field(15, sequence)
                        .field(20, true)
                        .message(30, random_weights(6, 1))
                        .message(31, random_weights(4, 2))
                        .message(32, random_weights(2, 3))
                        .field(100, reverse),
                    {.inputs = 1 + states, .outputs = 2});
}

// y = x + factor y' with one value.
TestSpec linear(float factor, bool sequence, bool reverse, int outputs = 2) {
  return layer_spec(LayerKind::simple_recurrent,
                    Proto()
                        .field(1, 1)
                        .field(2, 1)
                        .message(10, activation_params(5))
                        .field(15, sequence)
                        .message(30, weights({1}))
                        .message(31, weights({factor}))
                        .field(100, reverse),
                    {.inputs = 2, .outputs = outputs});
}

TEST_CASE("simpleRecurrent: each output adds the input and the last output", "[layers]") {
  const Shape x{3, 1, 1, 1, 1}, h{1, 1, 1, 1, 1};
  const LayerRun run = run_layer(linear(2, true, false), {x, h}, {{1, 2, 3}, {0.5F}});
  CHECK(run.shapes == std::vector<Shape>{x, h});
  CHECK(run.outputs == std::vector<std::vector<float>>{{2, 6, 15}, {15}});
}

TEST_CASE("simpleRecurrent: the last output alone, from the end of the input", "[layers]") {
  const Shape x{2, 1, 1, 1, 1}, h{1, 1, 1, 1, 1};
  const LayerRun run = run_layer(linear(2, false, true), {x, h}, {{1, 4}, {0}});
  CHECK(run.shape == h);
  CHECK(run.y == std::vector<float>{9});
}

TEST_CASE("simpleRecurrent: rows of a batch and examples keep apart", "[layers]") {
  const LayerRun run =
      run_layer(linear(1, true, false), {Shape{2, 2, 1, 1, 1}, Shape{1, 2, 1, 1, 1}},
                {{1, 2, 3, 4, 5, 6, 7, 8}, {10, 20, 30, -40}}, 2);
  CHECK_THAT(run.y, EqualsNear({11, 22, 14, 26, 35, -34, 42, -26}));
}

TEST_CASE("simpleRecurrent: need not name the state that it ends with", "[layers]") {
  const LayerRun run = run_layer(linear(1, true, false, 1),
                                 {Shape{2, 1, 1, 1, 1}, Shape{1, 1, 1, 1, 1}}, {{1, 2}, {0}});
  CHECK(run.outputs == std::vector<std::vector<float>>{{1, 3}});
}

TEST_CASE("simpleRecurrent: gradients agree with finite differences", "[layers]") {
  const std::vector<Shape> all{Shape{4, 2, 3, 1, 1}, Shape{1, 2, 2, 1, 1}};
  SECTION("tanh") { check_gradients(simple(activation_params(30)), all); }
  SECTION("sigmoid, last output, reversed") {
    check_gradients(simple(activation_params(40), false, true), all);
  }
  SECTION("scaledTanh, no state given") {
    check_gradients(simple(activation_params(31, 1.7159F, 2.0F / 3), true, false, 0),
                    {Shape{3, 1, 3, 1, 1}});
  }
}

TEST_CASE("simpleRecurrent: a rectified step passes the gradient where it is above 0", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::simple_recurrent,
                                   Proto()
                                       .field(1, 1)
                                       .field(2, 1)
                                       .message(10, activation_params(10))
                                       .message(30, weights({2}))
                                       .message(31, weights({3})),
                                   {.outputs = 2});
  CHECK(input_gradient(spec, Shape{3, 1, 1, 1, 1}, {-1, 1, 1}, {1}) == std::vector<float>{0, 6, 2});
}

TEST_CASE("simpleRecurrent: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(simple(activation_params(30)), {Shape{3}}, ErrorCode::shape_mismatch,
          "[Seq, Batch, 3, 1, 1]");
  refuses(simple(activation_params(30)), {Shape{1, 1, 3, 1, 1}, Shape{1, 1, 3, 1, 1}},
          ErrorCode::shape_mismatch, "states of shape [1, 1, 2, 1, 1]");
  refuses(simple(activation_params(60)), {Shape{1, 1, 3, 1, 1}}, ErrorCode::model_invalid,
          "simpleRecurrent needs an activation");
}
}  // namespace
}  // namespace attune::test
