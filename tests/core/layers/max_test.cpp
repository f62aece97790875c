#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec max(int inputs) { return layer_spec(LayerKind::max, {}, {.inputs = inputs}); }

TEST_CASE("max: the largest of its inputs", "[layers]") {
  CHECK_THAT(run_layer(max(3), {{3}, {3}, {3}}, {{1, 5, -3}, {2, 4, -1}, {0, 6, -2}}).y,
             EqualsNear({2, 6, -1}));
  CHECK_THAT(run_layer(max(2), {{2, 1}, {2, 2}}, {{3, 3}, {1, 4, 2, 5}}).y,
             EqualsNear({3, 4, 3, 5}));
}
TEST_CASE("max: gradients agree with finite differences", "[layers]") {
  check_gradients(max(1), Shape{3});
  check_gradients(
      max(3), {{2, 3}, {2, 3}, {2, 3}},
      {.examples = 1, .values = {{1, 9, 2, 8, 3, 7}, {2, 8, 3, 9, 4, 1}, {3, 1, 4, 2, 9, 8}}});
  check_gradients(max(2), {{2, 1}, {2, 3}},
                  {.examples = 1, .values = {{5, 3}, {4, 6, 7, 1, 2, 9}}});
}
TEST_CASE("max: refuses shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(max(2), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "max cannot combine"));
}

}  // namespace
}  // namespace attune::test
