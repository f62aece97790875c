#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_log_sum(const std::vector<std::int64_t>& axes, bool keeps = false,
                        bool all = false) {
  return layer_spec(LayerKind::reduce_log_sum,
                    Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {1, 2, 4, 0.5F, 0.25F, 0.25F};

TEST_CASE("reduceLogSum: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_log_sum({1}), Shape{2, 3}, kValues).y, EqualsNear({1.94591015F, 0}));
  CHECK_THAT(run_layer(reduce_log_sum({-2}), Shape{2, 3}, kValues).y,
             EqualsNear({0.405465108F, 0.810930216F, 1.44691898F}));
  CHECK_THAT(run_layer(reduce_log_sum({0, 1}), Shape{2, 3}, kValues).y, EqualsNear({2.07944154F}));
  CHECK_THAT(run_layer(reduce_log_sum({}, false, true), Shape{2, 3}, kValues).y,
             EqualsNear({2.07944154F}));
}
TEST_CASE("reduceLogSum: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_log_sum({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_log_sum({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_log_sum({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_log_sum({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceLogSum: of a sum of 0 it is minus infinity", "[layers]") {
  CHECK_THAT(run_layer(reduce_log_sum({0}), Shape{2}, {1, -1}).y,
             EqualsBits({-std::numeric_limits<float>::infinity()}));
}
TEST_CASE("reduceLogSum: gradients agree with finite differences", "[layers]") {
  const GradientOptions positive = {.examples = 1,
                                    .values = {{1, 2, 3, 0.5F, 1.5F, 2.5F, 4, 0.75F}}};
  check_gradients(reduce_log_sum({0, 2}), Shape{2, 2, 2}, positive);
  check_gradients(reduce_log_sum({1}, true), Shape{2, 2, 2}, positive);
}
TEST_CASE("reduceLogSum: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_log_sum({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
