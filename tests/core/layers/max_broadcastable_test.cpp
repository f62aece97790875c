#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec max_broadcastable() { return layer_spec(LayerKind::max_broadcastable, {}, {.inputs = 2}); }

TEST_CASE("maxBroadcastable: the larger of two inputs, repeating what is shorter", "[layers]") {
  const LayerRun run = run_layer(max_broadcastable(), {{2, 1}, {2, 2}}, {{10, 20}, {1, 2, 3, 4}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsNear({10, 10, 20, 20}));
}
TEST_CASE("maxBroadcastable: a shape that lacks leading axes is repeated along them", "[layers]") {
  CHECK(make_layer(max_broadcastable(), {{3}, {2, 1, 3}})->output_shapes()[0] == Shape{2, 1, 3});
  CHECK(make_layer(max_broadcastable(), {{4, 1}, {2, 1, 3}})->output_shapes()[0] == Shape{2, 4, 3});
  CHECK(make_layer(max_broadcastable(), {Shape{}, {2}})->output_shapes()[0] == Shape{2});
}
TEST_CASE("maxBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(max_broadcastable(), {{2, 1}, {2, 3}},
                  {.examples = 1, .values = {{2, 5}, {1, 7, 3, 4, 6, 8}}});
  check_gradients(max_broadcastable(), {{2}, {2, 2}},
                  {.examples = 1, .values = {{2, 5}, {1, 7, 3, 4}}});
}
TEST_CASE("maxBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(max_broadcastable(), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(max_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
