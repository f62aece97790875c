#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec not_equal(int inputs, float alpha = 0) {
  return layer_spec(LayerKind::not_equal, Proto().field(1, alpha), {.inputs = inputs});
}

TEST_CASE("notEqual: 1 where it holds, repeating what is shorter", "[layers]") {
  const LayerRun run = run_layer(not_equal(2), {{2, 1}, {2}}, {{1, 1.5F}, {2, 1}});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({1, 0, 1, 1}));
}
TEST_CASE("notEqual: compares a single input with alpha", "[layers]") {
  CHECK_THAT(run_layer(not_equal(1, 2.5F), Shape{3}, {-3, 2.5F, 4}).y, EqualsBits({1, 0, 1}));
  CHECK_THAT(run_layer(not_equal(1), Shape{3}, {-3, 0, 4}).y, EqualsBits({1, 0, 1}));
}
TEST_CASE("notEqual: NaN equals nothing and has no order", "[layers]") {
  CHECK_THAT(run_layer(not_equal(1), Shape{1}, {std::numeric_limits<float>::quiet_NaN()}).y,
             EqualsBits({1}));
}
TEST_CASE("notEqual: adds nothing to the gradient", "[layers]") {
  check_gradients(not_equal(2), {{2, 1}, {3}},
                  {.values = {{1, 2, 3, 4}, {5, 0.5F, 2.5F, 3.5F, 7, -1}}});
  check_gradients(not_equal(1), Shape{2, 2});
}
TEST_CASE("notEqual: refuses three inputs, and shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(not_equal(3), {{1}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
  CHECK_THROWS_MATCHES(make_layer(not_equal(2), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2] and [3]"));
}

}  // namespace
}  // namespace attune::test
