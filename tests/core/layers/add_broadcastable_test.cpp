#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec add_broadcastable() { return layer_spec(LayerKind::add_broadcastable, {}, {.inputs = 2}); }

TEST_CASE("addBroadcastable: sums two inputs, repeating what is shorter", "[layers]") {
  const LayerRun run = run_layer(add_broadcastable(), {{2, 1}, {2, 2}}, {{10, 20}, {1, 2, 3, 4}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsNear({11, 12, 23, 24}));
}
TEST_CASE("addBroadcastable: a shape that lacks leading axes is repeated along them", "[layers]") {
  CHECK(make_layer(add_broadcastable(), {{3}, {2, 1, 3}})->output_shapes()[0] == Shape{2, 1, 3});
  CHECK(make_layer(add_broadcastable(), {{4, 1}, {2, 1, 3}})->output_shapes()[0] == Shape{2, 4, 3});
  CHECK(make_layer(add_broadcastable(), {Shape{}, {2}})->output_shapes()[0] == Shape{2});
}
TEST_CASE("addBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(add_broadcastable(), {{2, 1}, {2, 3}});
  check_gradients(add_broadcastable(), {{2}, {2, 2}});
}
TEST_CASE("addBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(add_broadcastable(), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(add_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
