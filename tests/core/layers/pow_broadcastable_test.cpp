#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec pow_broadcastable(int inputs = 2) {
  return layer_spec(LayerKind::pow_broadcastable, {}, {.inputs = inputs});
}

TEST_CASE("powBroadcastable: a negative number needs an integer power", "[layers]") {
  const LayerRun run =
      run_layer(pow_broadcastable(), {{4}, {4}}, {{2, -2, 0, -2}, {3, -2, 0, 0.5F}});
  CHECK(run.shape == Shape{4});
  CHECK_THAT(std::vector<float>(run.y.begin(), run.y.end() - 1), EqualsBits({8, 0.25F, 1}));
  CHECK(std::isnan(run.y[3]));
}
TEST_CASE("powBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(pow_broadcastable(), {{2, 1}, {3}},
                  {.examples = 1, .values = {{1.5F, 0.75F}, {2, -0.5F, 0}}});
}
TEST_CASE("powBroadcastable: 0 to a power has a gradient, in both places", "[layers]") {
  check_gradients(pow_broadcastable(), {{3}, {1}}, {.examples = 1, .values = {{0, 1, 2}, {2}}});
}
TEST_CASE("powBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(pow_broadcastable(3), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(pow_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
