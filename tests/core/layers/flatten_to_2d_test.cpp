#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec flatten_to_2d(std::int64_t axis) {
  return layer_spec(LayerKind::flatten_to_2d, Proto().field(1, axis));
}
Shape shape(std::int64_t axis, const Shape& x) {
  return make_layer(flatten_to_2d(axis), {x})->output_shapes()[0];
}

TEST_CASE("flattenTo2D: the format's own examples", "[layers]") {
  CHECK(shape(-1, {3}) == Shape{1, 3});
  CHECK(shape(1, {3}) == Shape{3, 1});
  CHECK(shape(-1, {4, 3}) == Shape{4, 3});
  CHECK(shape(0, {5, 2}) == Shape{1, 10});
  CHECK(shape(-2, {5, 5, 3}) == Shape{5, 15});
  CHECK(shape(-1, {2, 3, 2}) == Shape{6, 2});
}
TEST_CASE("flattenTo2D: the values keep their order", "[layers]") {
  CHECK_THAT(run_layer(flatten_to_2d(1), Shape{2, 1, 2}, {1, 2, 3, 4}).y, EqualsNear({1, 2, 3, 4}));
}
TEST_CASE("flattenTo2D: gradients agree with finite differences", "[layers]") {
  check_gradients(flatten_to_2d(1), Shape{2, 1, 2});
}
TEST_CASE("flattenTo2D: refuses an axis that the input lacks", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(flatten_to_2d(3), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 3"));
  CHECK_THROWS_MATCHES(make_layer(flatten_to_2d(-3), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis -3"));
}

}  // namespace
}  // namespace attune::test
