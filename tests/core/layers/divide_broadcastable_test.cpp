#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec divide_broadcastable(int inputs = 2) {
  return layer_spec(LayerKind::divide_broadcastable, {}, {.inputs = inputs});
}

TEST_CASE("divideBroadcastable: the quotient, repeating what is shorter", "[layers]") {
  const LayerRun run = run_layer(divide_broadcastable(), {{2, 1}, {2}}, {{6, -3}, {2, 4}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({3, 1.5F, -1.5F, -0.75F}));
}
TEST_CASE("divideBroadcastable: division by 0 is IEEE's", "[layers]") {
  CHECK_THAT(run_layer(divide_broadcastable(), {{2}, {1}}, {{1, -1}, {0}}).y,
             EqualsBits({std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity()}));
}
TEST_CASE("divideBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(divide_broadcastable(), {{2, 1}, {3}},
                  {.examples = 1, .values = {{1, -2}, {2, -0.5F, 1.5F}}});
}
TEST_CASE("divideBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(divide_broadcastable(3), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(divide_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
