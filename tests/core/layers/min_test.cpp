#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec min(int inputs) { return layer_spec(LayerKind::min, {}, {.inputs = inputs}); }

TEST_CASE("min: the smallest of its inputs", "[layers]") {
  CHECK_THAT(run_layer(min(3), {{3}, {3}, {3}}, {{1, 5, -3}, {2, 4, -1}, {0, 6, -2}}).y,
             EqualsNear({0, 4, -3}));
  CHECK_THAT(run_layer(min(2), {{2, 1}, {2, 2}}, {{3, 3}, {1, 4, 2, 5}}).y,
             EqualsNear({1, 3, 2, 3}));
}
TEST_CASE("min: gradients agree with finite differences", "[layers]") {
  check_gradients(min(2), {{2, 3}, {2, 3}},
                  {.examples = 1, .values = {{1, 9, 2, 8, 3, 7}, {2, 8, 3, 9, 4, 1}}});
}
TEST_CASE("min: refuses shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(min(2), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "min cannot combine"));
}

}  // namespace
}  // namespace attune::test
