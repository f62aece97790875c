#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec squeeze(const std::vector<std::int64_t>& axes, bool all = false) {
  return layer_spec(LayerKind::squeeze, Proto().packed(1, axes).field(2, all));
}
Shape shape(const TestSpec& spec, const Shape& x) {
  return make_layer(spec, {x})->output_shapes()[0];
}

TEST_CASE("squeeze: the format's own examples", "[layers]") {
  CHECK(shape(squeeze({0, 1}), {1, 1, 10, 5}) == Shape{10, 5});
  CHECK(shape(squeeze({0, 3}), {1, 10, 5, 1}) == Shape{10, 5});
  CHECK(shape(squeeze({-2, -1}), {10, 5, 1, 1}) == Shape{10, 5});
  CHECK(shape(squeeze({0}), {1}) == Shape{1});
}
TEST_CASE("squeeze: squeezeAll leaves out every axis of extent 1", "[layers]") {
  CHECK(shape(squeeze({}, true), {1, 3, 1, 2, 1}) == Shape{3, 2});
  CHECK(shape(squeeze({}, true), {1, 1}) == Shape{1});
}
TEST_CASE("squeeze: the values stay", "[layers]") {
  CHECK_THAT(run_layer(squeeze({1}), Shape{2, 1, 2}, {1, 2, 3, 4}).y, EqualsNear({1, 2, 3, 4}));
}
TEST_CASE("squeeze: gradients agree with finite differences", "[layers]") {
  check_gradients(squeeze({1}), Shape{2, 1, 2});
}
TEST_CASE("squeeze: refuses an axis that is longer, lacking or named twice, and an empty list",
          "[layers]") {
  CHECK_THROWS_MATCHES(shape(squeeze({0}), {2, 1}), Error,
                       has_code(ErrorCode::shape_mismatch, "extent is not 1"));
  CHECK_THROWS_MATCHES(shape(squeeze({2}), {2, 1}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis 2"));
  CHECK_THROWS_MATCHES(shape(squeeze({1, -1}), {2, 1}), Error,
                       has_code(ErrorCode::model_invalid, "twice"));
  CHECK_THROWS_MATCHES(shape(squeeze({}), {2, 1}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
}

}  // namespace
}  // namespace attune::test
