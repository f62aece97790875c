#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec broadcast(const std::vector<std::int64_t>& shape) {
  return layer_spec(LayerKind::broadcast_to_static, Proto().packed(1, shape));
}

TEST_CASE("broadcastToStatic: repeats axes of extent 1 and leading ones", "[layers]") {
  const LayerRun run = run_layer(broadcast({2, 2, 3}), Shape{2, 1}, {1, 2});
  CHECK(run.shape == Shape{2, 2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}));
}
TEST_CASE("broadcastToStatic: gradients agree with finite differences", "[layers]") {
  check_gradients(broadcast({2, 3, 4, 2}), Shape{3, 1, 2});
}
TEST_CASE("broadcastToStatic: refuses shapes that do not go together", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(broadcast({3, 3}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot repeat [2, 3] to [3, 3]"));
  CHECK_THROWS_MATCHES(make_layer(broadcast({3}), {{1, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot repeat [1, 3] to [3]"));
  CHECK_THROWS_MATCHES(make_layer(broadcast({}), {{1}}), Error,
                       has_code(ErrorCode::model_invalid, "target shape is missing"));
  CHECK_THROWS_MATCHES(make_layer(broadcast({0}), {{1}}), Error,
                       has_code(ErrorCode::model_invalid, "an extent below 1"));
}
}  // namespace
}  // namespace attune::test
