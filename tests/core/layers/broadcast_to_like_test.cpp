#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
const TestSpec kLike = layer_spec(LayerKind::broadcast_to_like, {}, {.inputs = 2});

TEST_CASE("broadcastToLike: repeats to the shape of the second input", "[layers]") {
  const LayerRun run = run_layer(kLike, {{3}, {2, 3}}, {{1, 2, 3}, {9, 9, 9, 9, 9, 9}});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 1, 2, 3}));
}
TEST_CASE("broadcastToLike: gradients agree with finite differences; the second input gets none",
          "[layers]") {
  check_gradients(kLike, {{2, 1, 3}, {2, 2, 3}});
}
TEST_CASE("broadcastToLike: refuses shapes that do not go together", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(kLike, {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot repeat [2] to [3]"));
  CHECK_THROWS_MATCHES(make_layer(kLike, {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
}
}  // namespace
}  // namespace attune::test
