#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec mod_broadcastable(int inputs = 2) {
  return layer_spec(LayerKind::mod_broadcastable, {}, {.inputs = inputs});
}

TEST_CASE("modBroadcastable: what is left has the sign of the divisor", "[layers]") {
  const LayerRun run = run_layer(mod_broadcastable(), {{4, 1}, {2}}, {{7, -7, 6, 0.5F}, {3, -3}});
  CHECK(run.shape == Shape{4, 2});
  CHECK_THAT(run.y, EqualsBits({1, -2, 2, -1, 0, -0.0F, 0.5F, -2.5F}));
}
TEST_CASE("modBroadcastable: of a large number it is exact, of a division by 0 NaN", "[layers]") {
  const LayerRun run = run_layer(mod_broadcastable(), {{3}, {3}},
                                 {{1e30F, 1, -1}, {7, 0, std::numeric_limits<float>::infinity()}});
  CHECK(run.y[0] == 1);  // 1e30F is 1000000015047466219876688855040
  CHECK(std::isnan(run.y[1]));
  CHECK(run.y[2] == std::numeric_limits<float>::infinity());
}
TEST_CASE("modBroadcastable: gradients agree with finite differences", "[layers]") {
  check_gradients(mod_broadcastable(), {{2, 1}, {3}},
                  {.examples = 1, .values = {{4.3F, -5.2F}, {2, -0.8F, 1.5F}}});
}
TEST_CASE("modBroadcastable: refuses three inputs, and shapes that cannot be repeated to one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(mod_broadcastable(3), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(mod_broadcastable(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
