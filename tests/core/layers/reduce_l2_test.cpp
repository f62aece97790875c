#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_l2(const std::vector<std::int64_t>& axes, bool keeps = false, bool all = false) {
  return layer_spec(LayerKind::reduce_l2, Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {3, -4, 0, 6, 8, 0};

TEST_CASE("reduceL2: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_l2({1}), Shape{2, 3}, kValues).y, EqualsNear({5, 10}));
  CHECK_THAT(run_layer(reduce_l2({-2}), Shape{2, 3}, kValues).y,
             EqualsNear({6.70820393F, 8.94427191F, 0}));
  CHECK_THAT(run_layer(reduce_l2({0, 1}), Shape{2, 3}, kValues).y, EqualsNear({11.1803399F}));
  CHECK_THAT(run_layer(reduce_l2({}, false, true), Shape{2, 3}, kValues).y,
             EqualsNear({11.1803399F}));
}
TEST_CASE("reduceL2: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_l2({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_l2({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_l2({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_l2({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceL2: of zeros there is no gradient", "[layers]") {
  CHECK_THAT(input_gradient(reduce_l2({0}), Shape{2}, {0, 0}, {1}), EqualsBits({0, 0}));
}
TEST_CASE("reduceL2: gradients agree with finite differences", "[layers]") {
  const std::vector<float> values = {1, -2, 3, 0.5F, -1.5F, 2.5F, 4, 0.75F};
  const std::vector<std::vector<std::int64_t>> lists = {{0, 2}, {1}, {-1}};
  for (const std::vector<std::int64_t>& axes : lists)
    check_gradients(reduce_l2(axes), Shape{2, 2, 2}, {.examples = 1, .values = {values}});
}
TEST_CASE("reduceL2: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_l2({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l2({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l2({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l2({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
