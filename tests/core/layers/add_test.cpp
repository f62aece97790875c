#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec add(int inputs, float alpha = 0) {
  return layer_spec(LayerKind::add, Proto().field(1, alpha), {.inputs = inputs});
}

TEST_CASE("add: sums its inputs", "[layers]") {
  CHECK_THAT(run_layer(add(3), {{2}, {2}, {2}}, {{1, 2}, {10, 20}, {100, 200}}).y,
             EqualsNear({111, 222}));
}
TEST_CASE("add: a single input gets alpha, several do not", "[layers]") {
  CHECK_THAT(run_layer(add(1, 5), Shape{2}, {1, 2}).y, EqualsNear({6, 7}));
  CHECK_THAT(run_layer(add(2, 5), {{1}, {1}}, {{1}, {2}}).y, EqualsNear({3}));
}
TEST_CASE("add: extents of 1 are repeated, whichever input has them", "[layers]") {
  const LayerRun run = run_layer(add(2), {{2, 1, 1}, {2, 1, 2}}, {{10, 20}, {1, 2, 3, 4}});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({11, 12, 23, 24}));
  CHECK_THAT(run_layer(add(2), {{1, 1, 2}, {2, 1, 1}}, {{1, 2}, {10, 20}}).y,
             EqualsNear({11, 12, 21, 22}));
}
TEST_CASE("add: gradients agree with finite differences", "[layers]") {
  check_gradients(add(1, 3), Shape{2, 2});
  check_gradients(add(2), {{2, 3, 2}, {2, 3, 2}});
  check_gradients(add(3), {{2, 1, 1}, {2, 3, 2}, {1, 3, 2}});
}
TEST_CASE("add: refuses shapes that cannot be repeated to one, and no input", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(add(2), {{2, 1}, {3, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot combine [2, 1] and [3, 1]"));
  CHECK_THROWS_MATCHES(make_layer(add(0), {}), Error,
                       has_code(ErrorCode::shape_mismatch, "has no input"));
}

}  // namespace
}  // namespace attune::test
