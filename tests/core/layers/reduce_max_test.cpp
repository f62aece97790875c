#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_max(const std::vector<std::int64_t>& axes, bool keeps = false, bool all = false) {
  return layer_spec(LayerKind::reduce_max, Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {1, -2, 3, 4, 5, -6};

TEST_CASE("reduceMax: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_max({1}), Shape{2, 3}, kValues).y, EqualsNear({3, 5}));
  CHECK_THAT(run_layer(reduce_max({-2}), Shape{2, 3}, kValues).y, EqualsNear({4, 5, 3}));
  CHECK_THAT(run_layer(reduce_max({0, 1}), Shape{2, 3}, kValues).y, EqualsNear({5}));
  CHECK_THAT(run_layer(reduce_max({}, false, true), Shape{2, 3}, kValues).y, EqualsNear({5}));
}
TEST_CASE("reduceMax: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_max({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_max({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_max({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_max({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceMax: of equal values the first gets the gradient", "[layers]") {
  CHECK_THAT(input_gradient(reduce_max({0}), Shape{4}, {1, 7, 7, 2}, {3}),
             EqualsBits({0, 3, 0, 0}));
}
TEST_CASE("reduceMax: gradients agree with finite differences", "[layers]") {
  check_gradients(reduce_max({0, 2}), Shape{2, 3, 2});
  check_gradients(reduce_max({1}, true), Shape{2, 3, 2});
  check_gradients(reduce_max({-1}), Shape{2, 3});
}
TEST_CASE("reduceMax: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_max({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_max({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_max({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_max({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
