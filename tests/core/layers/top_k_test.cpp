#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec top_k(std::int64_t axis, int k, bool bottom = false, int inputs = 1) {
  return layer_spec(LayerKind::top_k, Proto().field(1, axis).field(2, k).field(3, bottom),
                    {.inputs = inputs, .outputs = 2});
}

TEST_CASE("topK: the largest or smallest values, in order, and where they stand", "[layers]") {
  const std::vector<float> x = {5, 1, 4, 1, 9, 2, 6, 5};
  LayerRun run = run_layer(top_k(0, 3), Shape{8}, x);
  CHECK(run.shapes == std::vector<Shape>{Shape{3}, Shape{3}});
  CHECK_THAT(run.outputs[0], EqualsBits({9, 6, 5}));
  CHECK_THAT(run.outputs[1], EqualsBits({4, 6, 0}));
  run = run_layer(top_k(-1, 3, true), Shape{8}, x);
  CHECK_THAT(run.outputs[0], EqualsBits({1, 1, 2}));
  CHECK_THAT(run.outputs[1], EqualsBits({1, 3, 5}));
}
TEST_CASE("topK: along any axis", "[layers]") {
  const LayerRun run =
      run_layer(top_k(-2, 2), Shape{2, 3, 2}, {1, 2, 3, 0, 2, 5, 9, 7, 8, 8, 7, 9});
  CHECK(run.shape == Shape{2, 2, 2});
  CHECK_THAT(run.outputs[0], EqualsBits({3, 5, 2, 2, 9, 9, 8, 8}));
  CHECK_THAT(run.outputs[1], EqualsBits({1, 2, 2, 0, 0, 2, 1, 1}));
}
TEST_CASE("topK: NaN come last", "[layers]") {
  CHECK_THAT(run_layer(top_k(0, 2), Shape{3}, {std::numeric_limits<float>::quiet_NaN(), 1, 2}).y,
             EqualsBits({2, 1}));
}
TEST_CASE("topK: gradients agree with finite differences", "[layers]") {
  check_gradients(top_k(1, 2), Shape{2, 4, 2});
  check_gradients(top_k(0, 3, true), Shape{5});
}
TEST_CASE("topK: K may come as a second input", "[layers]") {
  const std::vector<Shape> shapes = {Shape{2, 3}, Shape{1}};
  const LayerRun run = run_layer(top_k(-1, 0, false, 2), shapes, {{1, 3, 2, 6, 5, 4}, {2}});
  CHECK(run.shapes == std::vector<Shape>{Shape{2, 2}, Shape{2, 2}});
  CHECK_THAT(run.outputs[0], EqualsBits({3, 2, 6, 5}));
  CHECK_THAT(run.outputs[1], EqualsBits({1, 2, 0, 1}));
  for (const float k : {0.0F, 4.0F, -1.0F}) {
    CHECK_THROWS_MATCHES(run_layer(top_k(-1, 0, false, 2), shapes, {{1, 2, 3, 4, 5, 6}, {k}}),
                         Error, has_code(ErrorCode::shape_mismatch, "from the 3 along axis 1"));
  }
  CHECK_THROWS_MATCHES(run_layer(top_k(0, 0, false, 2), {Shape{2}, Shape{2}}, {{1, 2}, {1, 1}}),
                       Error, has_code(ErrorCode::bad_example, "topK reads one number, got [2]"));
  CHECK_THROWS_MATCHES(run_layer(top_k(0, 0, false, 2), {Shape{2}, Shape{1}}, {{1, 2}, {INFINITY}}),
                       Error, has_code(ErrorCode::bad_example, ""));
}
TEST_CASE("topK: refuses too many values or none, an axis that is lacking", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(top_k(0, 3), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot take 3 values from the 2"));
  CHECK_THROWS_MATCHES(make_layer(top_k(0, 0), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot take 0 values"));
  CHECK_THROWS_MATCHES(make_layer(top_k(2, 1), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
}

}  // namespace
}  // namespace attune::test
