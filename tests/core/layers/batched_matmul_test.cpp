#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec of_two(bool transpose_a = false, bool transpose_b = false) {
  return layer_spec(LayerKind::batched_matmul, Proto().field(1, transpose_a).field(2, transpose_b),
                    {.inputs = 2});
}

// Weights in the file's order: [columns, rows].
TestSpec with_weights(int rows, int columns, const std::vector<float>& values,
                      const std::vector<float>& bias = {}) {
  Proto params;
  params.field(5, rows).field(6, columns).message(8, weights(values));
  if (!bias.empty()) params.field(7, true).message(9, weights(bias));
  return layer_spec(LayerKind::batched_matmul, params);
}

Proto int8_weights(std::string_view bytes, float scale) {
  return Proto().field(31, bytes).message(
      40, Proto().field(1, 8).message(101, Proto().packed_floats(1, {scale})));
}

TEST_CASE("batchedMatmul: rows times columns", "[layers]") {
  const LayerRun run =
      run_layer(of_two(), {Shape{2, 3}, Shape{3, 1}}, {{1, 2, 3, 4, 5, 6}, {1, 0, -1}});
  CHECK(run.shape == Shape{2, 1});
  CHECK_THAT(run.y, EqualsNear({-2, -2}));
}

TEST_CASE("batchedMatmul: either side may be stored transposed", "[layers]") {
  const std::vector<float> a{1, 2, 3, 4}, b{1, 10, 100, 1000};
  CHECK_THAT(run_layer(of_two(true, false), {Shape{2, 2}, Shape{2, 2}}, {a, b}).y,
             EqualsNear({301, 3010, 402, 4020}));
  CHECK_THAT(run_layer(of_two(false, true), {Shape{2, 2}, Shape{2, 2}}, {a, b}).y,
             EqualsNear({21, 2100, 43, 4300}));
}

TEST_CASE("batchedMatmul: leading axes are repeated", "[layers]") {
  const LayerRun run =
      run_layer(of_two(), {Shape{2, 1, 1, 1}, Shape{3, 1, 1}}, {{2, 3}, {1, 10, 100}});
  CHECK(run.shape == Shape{2, 3, 1, 1});
  CHECK_THAT(run.y, EqualsNear({2, 20, 200, 3, 30, 300}));
}

TEST_CASE("batchedMatmul: vectors become a row or a column, which stays in the output",
          "[layers]") {
  const LayerRun run = run_layer(of_two(), {Shape{3}, Shape{3}}, {{1, 2, 3}, {4, 5, 6}});
  CHECK(run.shape == Shape{1, 1});
  CHECK_THAT(run.y, EqualsNear({32}));
  CHECK(run_layer(of_two(), {Shape{2}, Shape{3, 2, 1}}, {{1, 2}, {1, 2, 3, 4, 5, 6}}).shape ==
        Shape{3, 1, 1});
}

TEST_CASE("batchedMatmul: a learned matrix is stored column by column", "[layers]") {
  // The matrix [[1, 3], [2, 4]]: columns (1, 2) and (3, 4).
  const LayerRun run =
      run_layer(with_weights(2, 2, {1, 2, 3, 4}, {100, 200}), Shape{2, 1, 2}, {1, 10, 1, 0});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({121, 243, 101, 203}));
}

TEST_CASE("batchedMatmul: with int8DynamicQuantize the input is rounded to 127 steps", "[layers]") {
  // Weights 0.5 and -1; the largest value is 12.7, so a step is 0.1 and 1.04 becomes 1.0.
  const TestSpec spec = layer_spec(
      LayerKind::batched_matmul,
      Proto().field(5, 2).field(6, 1).field(10, true).message(8, int8_weights("\x01\xFE", 0.5F)));
  CHECK_THAT(run_layer(spec, Shape{2}, {12.7F, 1.04F}).y, EqualsNear({6.35F - 1.0F}));
  CHECK_THAT(run_layer(spec, Shape{2}, {0, 0}).y, EqualsNear({0}));
  // Each example has its own steps.
  CHECK_THAT(run_layer(spec, Shape{2}, {12.7F, 1.04F, 1.27F, 1.04F}, 2).y,
             EqualsNear({5.35F, 0.635F - 1.04F}));
  // The gradient takes the rounding for nothing.
  CHECK_THAT(input_gradient(spec, Shape{2}, {12.7F, 1.04F}, {2}), EqualsNear({1, -2}));
}

TEST_CASE("batchedMatmul: gradients agree with finite differences", "[layers]") {
  SECTION("a batch by one matrix") { check_gradients(of_two(), {Shape{3, 2, 4}, Shape{4, 5}}); }
  SECTION("left transposed, both repeated") {
    check_gradients(of_two(true, false), {Shape{2, 1, 3, 2}, Shape{4, 3, 2}});
  }
  SECTION("right transposed") {
    check_gradients(of_two(false, true), {Shape{1, 2, 3}, Shape{2, 5, 3}});
  }
  SECTION("both transposed, vectors") {
    check_gradients(of_two(true, true), {Shape{3, 2, 4}, Shape{5, 2}});
    check_gradients(of_two(), {Shape{4}, Shape{4}});
  }
  SECTION("a learned matrix") {
    check_gradients(with_weights(4, 3, random_values(12), {1, 2, 3}), Shape{2, 2, 4});
  }
}

TEST_CASE("batchedMatmul: refuses what it cannot multiply", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(of_two(), {Shape{2, 3}, Shape{2, 3}}, ErrorCode::shape_mismatch,
          "cannot multiply [2, 3] by [2, 3]");
  refuses(of_two(true), {Shape{2, 3}, Shape{3, 2}}, ErrorCode::shape_mismatch,
          "[2, 3] transposed by [3, 2]");
  refuses(of_two(), {Shape{2, 1, 1}, Shape{3, 1, 1}}, ErrorCode::shape_mismatch, "cannot multiply");
  refuses(of_two(), {Shape{2}, Shape{2}, Shape{2}}, ErrorCode::shape_mismatch, "reads 1 input");
  refuses(with_weights(4, 3, random_values(12)), {Shape{2, 3}}, ErrorCode::shape_mismatch,
          "weights for 4 values");
  refuses(with_weights(4, 3, random_values(11)), {Shape{4}}, ErrorCode::model_invalid,
          "weights have 11 values");
  refuses(layer_spec(LayerKind::batched_matmul,
                     Proto().field(5, 1).field(6, 1).field(10, true).message(8, weights({1}))),
          {Shape{1}}, ErrorCode::model_invalid, "int8RawValue");
}
}  // namespace
}  // namespace attune::test
