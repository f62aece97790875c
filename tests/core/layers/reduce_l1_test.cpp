#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_l1(const std::vector<std::int64_t>& axes, bool keeps = false, bool all = false) {
  return layer_spec(LayerKind::reduce_l1, Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {1, -2, 3, 4, 5, -6};

TEST_CASE("reduceL1: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_l1({1}), Shape{2, 3}, kValues).y, EqualsNear({6, 15}));
  CHECK_THAT(run_layer(reduce_l1({-2}), Shape{2, 3}, kValues).y, EqualsNear({5, 7, 9}));
  CHECK_THAT(run_layer(reduce_l1({0, 1}), Shape{2, 3}, kValues).y, EqualsNear({21}));
  CHECK_THAT(run_layer(reduce_l1({}, false, true), Shape{2, 3}, kValues).y, EqualsNear({21}));
}
TEST_CASE("reduceL1: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_l1({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_l1({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_l1({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_l1({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceL1: gradients agree with finite differences", "[layers]") {
  const std::vector<float> values = {1, -2, 3, 0.5F, -1.5F, 2.5F, 4, 0.75F};
  const std::vector<std::vector<std::int64_t>> lists = {{0, 2}, {1}, {-1}};
  for (const std::vector<std::int64_t>& axes : lists)
    check_gradients(reduce_l1(axes), Shape{2, 2, 2}, {.examples = 1, .values = {values}});
}
TEST_CASE("reduceL1: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_l1({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l1({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l1({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_l1({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
