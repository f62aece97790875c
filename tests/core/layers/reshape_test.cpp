#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reshape(const std::vector<std::int64_t>& target, int mode = 0) {
  return layer_spec(LayerKind::reshape, Proto().packed(1, target).field(2, mode));
}

TEST_CASE("reshape: channel first leaves the values where they are", "[layers]") {
  const LayerRun run =
      run_layer(reshape({4, 1, 2}), Shape{1, 1, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(run.shape == Shape{1, 1, 4, 1, 2});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6, 7, 8}));
}
TEST_CASE("reshape: channel last counts row, column, channel on both sides", "[layers]") {
  // Two channels of 1 x 2: (1, 10) at column 0, (2, 20) at column 1. As one channel of 2 x 2 that
  // is 1 10 / 2 20.
  CHECK_THAT(run_layer(reshape({1, 2, 2}, 1), Shape{1, 1, 2, 1, 2}, {1, 2, 10, 20}).y,
             EqualsNear({1, 10, 2, 20}));
  // And back.
  CHECK_THAT(run_layer(reshape({2, 1, 2}, 1), Shape{1, 1, 1, 2, 2}, {1, 10, 2, 20}).y,
             EqualsNear({1, 2, 10, 20}));
}
TEST_CASE("reshape: a target of three extents keeps the sequence", "[layers]") {
  const LayerRun run = run_layer(reshape({2, 1, 1}), Shape{3, 1, 1, 1, 2}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{3, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6}));
}
TEST_CASE("reshape: a target of four extents makes another sequence", "[layers]") {
  const LayerRun run = run_layer(reshape({2, 3, 1, 1}), Shape{1, 1, 6, 1, 1}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{2, 1, 3, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6}));
}
TEST_CASE("reshape: gradients agree with finite differences", "[layers]") {
  check_gradients(reshape({4, 1, 3}), Shape{1, 1, 2, 2, 3});
  check_gradients(reshape({3, 2, 2}, 1), Shape{1, 1, 2, 2, 3});
  check_gradients(reshape({3, 2, 2, 1}, 1), Shape{2, 1, 1, 2, 3});
}
TEST_CASE("reshape: refuses targets that cannot be", "[layers]") {
  const auto make = [](const TestSpec& spec, const Shape& x) { return make_layer(spec, {x}); };
  const Shape x{1, 1, 2, 1, 2};
  CHECK_THROWS_MATCHES(
      make(reshape({3, 1, 1}), x), Error,
      has_code(ErrorCode::shape_mismatch, "cannot make [1, 1, 3, 1, 1] out of [1, 1, 2, 1, 2]"));
  CHECK_THROWS_MATCHES(make(reshape({}), x), Error,
                       has_code(ErrorCode::model_invalid, "target shape is missing"));
  CHECK_THROWS_MATCHES(make(reshape({2, 2}), x), Error,
                       has_code(ErrorCode::shape_mismatch, "3 or 4"));
  CHECK_THROWS_MATCHES(make(reshape({4, 1, 0}), x), Error,
                       has_code(ErrorCode::model_invalid, "below 1"));
  CHECK_THROWS_MATCHES(make(reshape({-4, 1, -1}), x), Error,
                       has_code(ErrorCode::model_invalid, "below 1"));
  CHECK_THROWS_MATCHES(make(reshape({4, 1, 1}), {4, 1, 1}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 5"));
  CHECK_THROWS_MATCHES(make(reshape({4, 1, 1}, 7), x), Error,
                       has_code(ErrorCode::model_invalid, "mode 7"));
}

}  // namespace
}  // namespace attune::test
