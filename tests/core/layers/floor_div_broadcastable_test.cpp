#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec floor_div_broadcastable(int inputs = 2) {
  return layer_spec(LayerKind::floor_div_broadcastable, {}, {.inputs = inputs});
}

TEST_CASE("floorDivBroadcastable: rounds down", "[layers]") {
  const LayerRun run = run_layer(floor_div_broadcastable(), {{2, 1}, {2}}, {{7, -7}, {2, -3}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({3, -3, -4, 2}));
}
TEST_CASE("floorDivBroadcastable: of the exact quotient, not of the rounded one", "[layers]") {
  CHECK_THAT(run_layer(floor_div_broadcastable(), {{3}, {3}}, {{1, 6, 1}, {0.1F, 2, 0}}).y,
             EqualsBits({9, 3, std::numeric_limits<float>::infinity()}));
}
TEST_CASE("floorDivBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(floor_div_broadcastable(), {{2, 1}, {3}},
                  {.examples = 1, .values = {{4.3F, -5.2F}, {2, -0.8F, 1.5F}}});
}
TEST_CASE("floorDivBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(floor_div_broadcastable(3), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(floor_div_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
