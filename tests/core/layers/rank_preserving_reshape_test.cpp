#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reshape(const std::vector<std::int64_t>& target) {
  return layer_spec(LayerKind::rank_preserving_reshape, Proto().packed(1, target));
}

TEST_CASE("rankPreservingReshape: 0 keeps an extent, -1 stands for what is left", "[layers]") {
  const auto shape = [](const std::vector<std::int64_t>& target, const Shape& x) {
    return make_layer(reshape(target), {x})->output_shapes()[0];
  };
  CHECK(shape({5, -1}, {20, 10}) == Shape{5, 40});
  CHECK(shape({0, 2, 25}, {20, 10, 5}) == Shape{20, 2, 25});
  CHECK(shape({25, 0, -1}, {10, 3, 5}) == Shape{25, 3, 2});
}
TEST_CASE("rankPreservingReshape: the values keep their order", "[layers]") {
  CHECK_THAT(run_layer(reshape({2, 2}), Shape{4, 1}, {1, 2, 3, 4}).y, EqualsNear({1, 2, 3, 4}));
}
TEST_CASE("rankPreservingReshape: gradients agree with finite differences", "[layers]") {
  check_gradients(reshape({3, -1}), Shape{2, 3});
}
TEST_CASE("rankPreservingReshape: refuses another rank or size", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reshape({6}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "1 extents where [2, 3] has 2"));
  CHECK_THROWS_MATCHES(make_layer(reshape({0, 2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot make [2, 2]"));
}

}  // namespace
}  // namespace attune::test
