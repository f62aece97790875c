#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec logical_or(int inputs = 2) {
  return layer_spec(LayerKind::logical_or, {}, {.inputs = inputs});
}

TEST_CASE("logicalOr: anything but 0 is true", "[layers]") {
  const LayerRun run = run_layer(logical_or(), {{2, 1}, {2}}, {{-0.0F, 0.5F}, {0, -3}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({0, 1, 1, 1}));
}
TEST_CASE("logicalOr: adds nothing to the gradient", "[layers]") {
  check_gradients(logical_or(), {{2, 1}, {3}});
}
TEST_CASE("logicalOr: refuses one input, and shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(logical_or(1), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(logical_or(), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
