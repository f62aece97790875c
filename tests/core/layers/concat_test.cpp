#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec concat(int inputs, bool sequence = false) {
  return layer_spec(LayerKind::concat, Proto().field(100, sequence), {.inputs = inputs});
}

TEST_CASE("concat: inputs follow each other along the channels", "[layers]") {
  const LayerRun run = run_layer(concat(2), {{1, 1, 2}, {2, 1, 2}},
                                 {{1, 2, 10, 20}, {3, 4, 5, 6, 30, 40, 50, 60}}, 2);
  CHECK(run.shape == Shape{3, 1, 2});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}));
}
TEST_CASE("concat: leading axes stay apart", "[layers]") {
  const LayerRun run =
      run_layer(concat(3), {{2, 1, 1, 1}, {2, 1, 1, 1}, {2, 1, 1, 1}}, {{1, 2}, {3, 4}, {5, 6}});
  CHECK(run.shape == Shape{2, 3, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 3, 5, 2, 4, 6}));
}
TEST_CASE("concat: or along the sequence", "[layers]") {
  const LayerRun run =
      run_layer(concat(2, true), {{1, 1, 2, 1, 1}, {2, 1, 2, 1, 1}}, {{1, 2}, {3, 4, 5, 6}});
  CHECK(run.shape == Shape{3, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6}));
}
TEST_CASE("concat: gradients agree with finite differences", "[layers]") {
  check_gradients(concat(2), {{1, 2, 2}, {3, 2, 2}});
  check_gradients(concat(3), {{2, 1, 1, 2}, {2, 2, 1, 2}, {2, 1, 1, 2}});
}
TEST_CASE(
    "concat: refuses a single input, inputs that differ elsewhere, a rank that lacks the axis",
    "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(concat(1), {{1, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "2 inputs or more, got [1, 1, 1]"));
  CHECK_THROWS_MATCHES(
      make_layer(concat(2), {{1, 1, 2}, {1, 1, 3}}), Error,
      has_code(ErrorCode::shape_mismatch, "cannot join [1, 1, 2] and [1, 1, 3] along axis 0"));
  CHECK_THROWS_MATCHES(make_layer(concat(2), {{1, 1, 2}, {1, 1, 1, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(concat(2), {{1, 2}, {1, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis -3"));
  CHECK_THROWS_MATCHES(make_layer(concat(2, true), {{1, 1, 2}, {1, 1, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis -5"));
}

}  // namespace
}  // namespace attune::test
