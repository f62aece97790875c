#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
const TestSpec kLike = layer_spec(LayerKind::reshape_like, {}, {.inputs = 2});

TEST_CASE("reshapeLike: the shape of the second input, the values of the first", "[layers]") {
  const LayerRun run =
      run_layer(kLike, {{2, 3}, {3, 1, 2}}, {{1, 2, 3, 4, 5, 6}, {9, 9, 9, 9, 9, 9}});
  CHECK(run.shape == Shape{3, 1, 2});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 4, 5, 6}));
}
TEST_CASE("reshapeLike: gradients agree with finite differences; the second input gets none",
          "[layers]") {
  check_gradients(kLike, {{2, 3}, {6}});
}
TEST_CASE("reshapeLike: refuses another number of elements", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(kLike, {{2, 3}, {5}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot make [5] out of [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(kLike, {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
}
}  // namespace
}  // namespace attune::test
