#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec cos() { return layer_spec(LayerKind::cos); }

TEST_CASE("cos: of angles in radians", "[layers]") {
  CHECK_THAT(run_layer(cos(), Shape{4}, {0, 1.04719755F, 1.57079633F, 3.14159265F}).y,
             EqualsNear({1, 0.5F, 0, -1}));
}
TEST_CASE("cos: gradients agree with finite differences", "[layers]") {
  check_gradients(cos(), Shape{2, 3});
}
TEST_CASE("cos: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(cos(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cos reads 1 input"));
}

}  // namespace
}  // namespace attune::test
