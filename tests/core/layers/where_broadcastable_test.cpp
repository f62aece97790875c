#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec where_broadcastable(int inputs = 3) {
  return layer_spec(LayerKind::where_broadcastable, {}, {.inputs = inputs});
}

TEST_CASE("whereBroadcastable: chooses element by element, repeating what is shorter", "[layers]") {
  const LayerRun run =
      run_layer(where_broadcastable(), {{2, 1}, {3}, {1, 1, 1}}, {{-0.5F, 0}, {1, 2, 3}, {9}});
  CHECK(run.shape == Shape{1, 2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 9, 9, 9}));
}
TEST_CASE("whereBroadcastable: what is not chosen may be infinite or NaN", "[layers]") {
  CHECK_THAT(run_layer(where_broadcastable(), {{2}, {2}, {2}},
                       {{1, 0},
                        {5, std::numeric_limits<float>::quiet_NaN()},
                        {std::numeric_limits<float>::infinity(), 6}})
                 .y,
             EqualsBits({5, 6}));
}
TEST_CASE("whereBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(where_broadcastable(), {{2, 1}, {3}, {2, 3}},
                  {.values = {{0.5F, 1, -1, 2}, distinct_values(6), distinct_values(12, 2)}});
  check_gradients(where_broadcastable(), {{3}, {2, 1}, {1}});
}
TEST_CASE("whereBroadcastable: refuses two inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(where_broadcastable(2), {{1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 3 inputs"));
  CHECK_THROWS_MATCHES(make_layer(where_broadcastable(), {{2}, {3}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine"));
}

}  // namespace
}  // namespace attune::test
