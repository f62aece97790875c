#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reshape_static(const std::vector<std::int64_t>& target) {
  return layer_spec(LayerKind::reshape_static, Proto().packed(1, target));
}

TEST_CASE("reshapeStatic: another shape, the values in the same order", "[layers]") {
  const LayerRun run = run_layer(reshape_static({3, 2}), Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{3, 2});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6}));
}
TEST_CASE("reshapeStatic: -1 stands for what is left", "[layers]") {
  CHECK(make_layer(reshape_static({2, -1}), {{2, 3, 4}})->output_shapes()[0] == Shape{2, 12});
  CHECK(make_layer(reshape_static({-1}), {{2, 3, 4}})->output_shapes()[0] == Shape{24});
}
TEST_CASE("reshapeStatic: gradients agree with finite differences", "[layers]") {
  check_gradients(reshape_static({3, 2}), Shape{2, 3});
}
TEST_CASE("reshapeStatic: refuses another number of elements", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reshape_static({4}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot make [4] out of [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(reshape_static({4, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot make [4, 1]"));
  CHECK_THROWS_MATCHES(make_layer(reshape_static({-1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "below 1"));
  CHECK_THROWS_MATCHES(make_layer(reshape_static({}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "missing"));
  CHECK_THROWS_MATCHES(make_layer(reshape_static({1 << 20, 1 << 20, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_too_large));
}

}  // namespace
}  // namespace attune::test
