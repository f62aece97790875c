#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec acos() { return layer_spec(LayerKind::acos); }

TEST_CASE("acos: angles in radians", "[layers]") {
  CHECK_THAT(run_layer(acos(), Shape{5}, {-1, -0.5F, 0, 0.5F, 1}).y,
             EqualsNear({3.14159265F, 2.0943951F, 1.57079633F, 1.04719755F, 0}));
}
TEST_CASE("acos: NaN outside its domain", "[layers]") {
  for (const float y : run_layer(acos(), Shape{2}, {-1.5F, 1.5F}).y) CHECK(std::isnan(y));
}
TEST_CASE("acos: gradients agree with finite differences", "[layers]") {
  check_gradients(acos(), Shape{2, 3});
}
TEST_CASE("acos: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(acos(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "acos reads 1 input"));
}

}  // namespace
}  // namespace attune::test
