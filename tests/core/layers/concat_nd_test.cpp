#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec concat_nd(std::int64_t axis, bool interleave = false) {
  return layer_spec(LayerKind::concat_nd, Proto().field(1, axis).field(2, interleave),
                    {.inputs = 2});
}
const std::vector<Shape> kShapes = {{3, 2}, {3, 2}};
const std::vector<std::vector<float>> kValues = {{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}};

TEST_CASE("concatND: the format's own examples", "[layers]") {
  const LayerRun run = run_layer(concat_nd(0), kShapes, kValues);
  CHECK(run.shape == Shape{6, 2});
  CHECK_THAT(run.y, EqualsNear({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  CHECK_THAT(run_layer(concat_nd(0, true), kShapes, kValues).y,
             EqualsNear({1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12}));
}
TEST_CASE("concatND: along the last axis, also by turns", "[layers]") {
  CHECK_THAT(run_layer(concat_nd(-1), kShapes, kValues).y,
             EqualsNear({1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12}));
  CHECK_THAT(run_layer(concat_nd(-1, true), kShapes, kValues).y,
             EqualsNear({1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12}));
}
TEST_CASE("concatND: gradients agree with finite differences", "[layers]") {
  check_gradients(concat_nd(1), {{2, 1, 2}, {2, 3, 2}});
  check_gradients(concat_nd(1, true), {{2, 2, 2}, {2, 2, 2}});
}
TEST_CASE("concatND: refuses an axis that the inputs lack, and unequal inputs by turns",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(concat_nd(2), kShapes), Error,
                       has_code(ErrorCode::shape_mismatch, "axis 2"));
  CHECK_THROWS_MATCHES(make_layer(concat_nd(0, true), {{1, 2}, {2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "by turns"));
}

}  // namespace
}  // namespace attune::test
