#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec multiply(int inputs, float alpha = 0) {
  return layer_spec(LayerKind::multiply, Proto().field(1, alpha), {.inputs = inputs});
}

TEST_CASE("multiply: the product of its inputs", "[layers]") {
  CHECK_THAT(run_layer(multiply(3), {{2}, {2}, {2}}, {{1, 2}, {3, 4}, {5, -6}}).y,
             EqualsNear({15, -48}));
}
TEST_CASE("multiply: a single input is multiplied by alpha, several are not", "[layers]") {
  CHECK_THAT(run_layer(multiply(1, 5), Shape{2}, {1, 2}).y, EqualsNear({5, 10}));
  CHECK_THAT(run_layer(multiply(2, 5), {{1}, {1}}, {{3}, {2}}).y, EqualsNear({6}));
}
TEST_CASE("multiply: extents of 1 are repeated", "[layers]") {
  CHECK_THAT(run_layer(multiply(2), {{2, 1, 2}, {2, 1, 1}}, {{1, 2, 3, 4}, {10, 100}}).y,
             EqualsNear({10, 20, 300, 400}));
}
TEST_CASE("multiply: gradients agree with finite differences", "[layers]") {
  check_gradients(multiply(1, 3), Shape{2, 2});
  check_gradients(multiply(2), {{2, 3, 2}, {2, 3, 2}});
  check_gradients(multiply(3), {{2, 1, 1}, {2, 3, 2}, {1, 3, 2}});
}
TEST_CASE("multiply: refuses shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(multiply(2), {{2, 1}, {3, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "multiply cannot combine"));
}

}  // namespace
}  // namespace attune::test
