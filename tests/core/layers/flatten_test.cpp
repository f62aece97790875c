#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec flatten(int mode) { return layer_spec(LayerKind::flatten, Proto().field(1, mode)); }

TEST_CASE("flatten: channel first leaves the values where they are", "[layers]") {
  const LayerRun run = run_layer(flatten(0), Shape{2, 1, 2, 2, 1}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(run.shape == Shape{2, 1, 4, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6, 7, 8}));
}
TEST_CASE("flatten: channel last counts row, column, channel", "[layers]") {
  // Two channels of 2 x 2.
  const LayerRun run = run_layer(flatten(1), Shape{2, 2, 2}, {1, 2, 3, 4, 10, 20, 30, 40});
  CHECK(run.shape == Shape{8, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 10, 2, 20, 3, 30, 4, 40}));
}
TEST_CASE("flatten: channel last keeps leading axes apart", "[layers]") {
  const LayerRun run = run_layer(flatten(1), Shape{2, 2, 1, 2}, {1, 2, 10, 20, 3, 4, 30, 40});
  CHECK(run.shape == Shape{2, 4, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 10, 2, 20, 3, 30, 4, 40}));
}
TEST_CASE("flatten: gradients agree with finite differences", "[layers]") {
  check_gradients(flatten(0), Shape{2, 2, 3});
  check_gradients(flatten(1), Shape{2, 1, 2, 2, 3});
}
TEST_CASE("flatten: refuses a rank below 3 and an unknown mode", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(flatten(0), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3, got [2, 2]"));
  CHECK_THROWS_MATCHES(make_layer(flatten(2), {{1, 2, 2}}), Error,
                       has_code(ErrorCode::model_invalid, "mode 2"));
}

}  // namespace
}  // namespace attune::test
