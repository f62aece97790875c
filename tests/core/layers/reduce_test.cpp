#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kSum, kAverage, kProduct, kLogSum, kSumSquare, kL1, kL2, kMax, kMin, kArgMax };
enum Axis { kCHW, kHW, kC, kH, kW };

TestSpec reduce(Mode mode, Axis axis, float epsilon = 0) {
  return layer_spec(LayerKind::reduce, Proto().field(1, mode).field(2, epsilon).field(3, axis));
}
// Two channels of 2 x 2.
const Shape kInput{2, 2, 2};
const std::vector<float> kValues = {1, 2, 3, 4, -5, 6, 7, 8};

LayerRun run(Mode mode, Axis axis) { return run_layer(reduce(mode, axis), kInput, kValues); }

TEST_CASE("reduce: the axes", "[layers]") {
  CHECK(run(kSum, kCHW).shape == Shape{1, 1, 1});
  CHECK_THAT(run(kSum, kCHW).y, EqualsNear({26}));
  CHECK(run(kSum, kHW).shape == Shape{2, 1, 1});
  CHECK_THAT(run(kSum, kHW).y, EqualsNear({10, 16}));
  CHECK(run(kSum, kC).shape == Shape{1, 2, 2});
  CHECK_THAT(run(kSum, kC).y, EqualsNear({-4, 8, 10, 12}));
  CHECK(run(kSum, kH).shape == Shape{2, 1, 2});
  CHECK_THAT(run(kSum, kH).y, EqualsNear({4, 6, 2, 14}));
  CHECK(run(kSum, kW).shape == Shape{2, 2, 1});
  CHECK_THAT(run(kSum, kW).y, EqualsNear({3, 7, 1, 15}));
}

TEST_CASE("reduce: the modes", "[layers]") {
  CHECK_THAT(run(kAverage, kHW).y, EqualsNear({2.5F, 4}));
  CHECK_THAT(run(kProduct, kHW).y, EqualsNear({24, -1680}));
  CHECK_THAT(run(kSumSquare, kHW).y, EqualsNear({30, 174}));
  CHECK_THAT(run(kL1, kHW).y, EqualsNear({10, 26}));
  CHECK_THAT(run_layer(reduce(kL2, kW), Shape{1, 2}, {3, -4}).y, EqualsNear({5}));
  CHECK_THAT(run(kMax, kHW).y, EqualsNear({4, 8}));
  CHECK_THAT(run(kMin, kHW).y, EqualsNear({1, -5}));
  CHECK_THAT(run(kArgMax, kW).y, EqualsNear({1, 1, 1, 1}));
  CHECK_THAT(run(kArgMax, kC).y, EqualsNear({0, 1, 1, 1}));
  CHECK_THAT(run_layer(reduce(kArgMax, kW), Shape{3}, {2, 7, 7}).y, EqualsNear({1}));
}

TEST_CASE("reduce: a sum of logarithms adds epsilon first", "[layers]") {
  CHECK_THAT(run_layer(reduce(kLogSum, kW, 1), Shape{2}, {0, 1.7182818F}).y, EqualsNear({1}));
  CHECK_THAT(run_layer(reduce(kLogSum, kW), Shape{1}, {0}).y, EqualsNear({-13.815511F}));
}

TEST_CASE("reduce: gradients agree with finite differences", "[layers]") {
  for (const Axis axis : {kCHW, kHW, kC, kH, kW})
    check_gradients(reduce(kSum, axis), Shape{2, 2, 3, 2});
  const std::vector<float> values = {1, -2, 3, 4, -5, 6, 1.5F, 2.5F, 3.5F, -1, 2, 0.5F};
  for (const Mode mode : {kAverage, kProduct, kSumSquare, kL1, kL2, kMax, kMin}) {
    check_gradients(reduce(mode, kHW), Shape{2, 3, 2}, {.examples = 1, .values = {values}});
  }
  check_gradients(reduce(kLogSum, kC, 6), Shape{2, 3, 2}, {.examples = 1, .values = {values}});
}

TEST_CASE("reduce: a product's gradient at 0 is the product of the others; of a norm there is none",
          "[layers]") {
  check_gradients(reduce(kProduct, kW), Shape{3}, {.examples = 1, .values = {{0, 2, 3}}});
  CHECK_THAT(run_layer(reduce(kL2, kW), Shape{2}, {0, 0}).y, EqualsNear({0}));
}

TEST_CASE("reduce: refuses unknown modes, positions along several axes, axes that are lacking",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::reduce, Proto().field(1, 10)), {kInput}),
                       Error, has_code(ErrorCode::model_invalid, "mode 10"));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::reduce, Proto().field(3, 5)), {kInput}),
                       Error, has_code(ErrorCode::model_invalid, "axis 5"));
  CHECK_THROWS_MATCHES(make_layer(reduce(kArgMax, kHW), {kInput}), Error,
                       has_code(ErrorCode::model_invalid, "one axis only"));
  CHECK_THROWS_MATCHES(make_layer(reduce(kSum, kCHW), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3"));
  CHECK_THROWS_MATCHES(make_layer(reduce(kMax, kW), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
