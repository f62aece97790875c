#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec tan() { return layer_spec(LayerKind::tan); }

TEST_CASE("tan: of angles in radians", "[layers]") {
  CHECK_THAT(run_layer(tan(), Shape{4}, {0, 0.785398163F, -0.785398163F, 3.14159265F}).y,
             EqualsNear({0, 1, -1, 0}));
}
TEST_CASE("tan: gradients agree with finite differences", "[layers]") {
  check_gradients(tan(), Shape{2, 3});
}
TEST_CASE("tan: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(tan(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "tan reads 1 input"));
}

}  // namespace
}  // namespace attune::test
