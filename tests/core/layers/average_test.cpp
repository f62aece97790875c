#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec average(int inputs) { return layer_spec(LayerKind::average, {}, {.inputs = inputs}); }

TEST_CASE("average: the mean of its inputs", "[layers]") {
  CHECK_THAT(run_layer(average(3), {{2}, {2}, {2}}, {{1, 2}, {2, 4}, {6, 3}}).y,
             EqualsBits({3, 3}));
  CHECK_THAT(run_layer(average(1), Shape{2}, {1, 2}).y, EqualsBits({1, 2}));
}
TEST_CASE("average: extents of 1 are repeated", "[layers]") {
  CHECK_THAT(run_layer(average(2), {{2, 1}, {2, 2}}, {{2, 4}, {0, 2, 4, 6}}).y,
             EqualsNear({1, 2, 4, 5}));
}
TEST_CASE("average: gradients agree with finite differences", "[layers]") {
  check_gradients(average(3), {{2, 3}, {2, 1}, {2, 3}});
}
TEST_CASE("average: refuses shapes that cannot be repeated to one", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(average(2), {{2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "average cannot combine"));
}

}  // namespace
}  // namespace attune::test
