#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_log_sum_exp(const std::vector<std::int64_t>& axes, bool keeps = false,
                            bool all = false) {
  return layer_spec(LayerKind::reduce_log_sum_exp,
                    Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {0, 0, 0, 1, 2, 3};

TEST_CASE("reduceLogSumExp: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_log_sum_exp({1}), Shape{2, 3}, kValues).y,
             EqualsNear({1.09861229F, 3.40760596F}));
  CHECK_THAT(run_layer(reduce_log_sum_exp({-2}), Shape{2, 3}, kValues).y,
             EqualsNear({1.31326169F, 2.12692801F, 3.04858735F}));
  CHECK_THAT(run_layer(reduce_log_sum_exp({0, 1}), Shape{2, 3}, kValues).y,
             EqualsNear({3.50233524F}));
  CHECK_THAT(run_layer(reduce_log_sum_exp({}, false, true), Shape{2, 3}, kValues).y,
             EqualsNear({3.50233524F}));
}
TEST_CASE("reduceLogSumExp: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_log_sum_exp({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_log_sum_exp({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_log_sum_exp({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_log_sum_exp({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceLogSumExp: large values do not overflow, infinite ones win", "[layers]") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  CHECK_THAT(run_layer(reduce_log_sum_exp({1}), Shape{3, 2},
                       {500, 500, -kInfinity, -kInfinity, kInfinity, 1})
                 .y,
             EqualsNear({500.693147F, -kInfinity, kInfinity}));
}
TEST_CASE("reduceLogSumExp: gradients agree with finite differences", "[layers]") {
  check_gradients(reduce_log_sum_exp({0, 2}), Shape{2, 3, 2});
  check_gradients(reduce_log_sum_exp({1}, true), Shape{2, 3, 2});
  check_gradients(reduce_log_sum_exp({-1}), Shape{2, 3});
}
TEST_CASE("reduceLogSumExp: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum_exp({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum_exp({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum_exp({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum_exp({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
