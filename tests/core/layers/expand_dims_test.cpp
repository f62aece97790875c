#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec expand_dims(const std::vector<std::int64_t>& axes) {
  return layer_spec(LayerKind::expand_dims, Proto().packed(1, axes));
}
Shape shape(const std::vector<std::int64_t>& axes, const Shape& x) {
  return make_layer(expand_dims(axes), {x})->output_shapes()[0];
}

TEST_CASE("expandDims: the format's own examples", "[layers]") {
  CHECK(shape({0, 1}, {10, 5}) == Shape{1, 1, 10, 5});
  CHECK(shape({0, 2}, {10, 5}) == Shape{1, 10, 1, 5});
  CHECK(shape({-2, -1}, {10, 5}) == Shape{10, 5, 1, 1});
}
TEST_CASE("expandDims: the values stay", "[layers]") {
  CHECK_THAT(run_layer(expand_dims({0}), Shape{2, 2}, {1, 2, 3, 4}).y, EqualsNear({1, 2, 3, 4}));
}
TEST_CASE("expandDims: gradients agree with finite differences", "[layers]") {
  check_gradients(expand_dims({1}), Shape{2, 2});
}
TEST_CASE("expandDims: refuses no axes, too many, or one that the output lacks", "[layers]") {
  CHECK_THROWS_MATCHES(shape({}, {2}), Error, has_code(ErrorCode::model_invalid, "adds 0 axes"));
  CHECK_THROWS_MATCHES(shape({0, 1, 2, 3, 4, 5, 6, 7}, {2}), Error,
                       has_code(ErrorCode::model_invalid, "adds 8 axes"));
  CHECK_THROWS_MATCHES(shape({2}, {2}), Error, has_code(ErrorCode::shape_mismatch, "axis 2"));
  CHECK_THROWS_MATCHES(shape({0, -3}, {2}), Error, has_code(ErrorCode::model_invalid, "twice"));
}

}  // namespace
}  // namespace attune::test
