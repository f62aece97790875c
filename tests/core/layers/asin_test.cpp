#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec asin() { return layer_spec(LayerKind::asin); }

TEST_CASE("asin: angles in radians", "[layers]") {
  CHECK_THAT(run_layer(asin(), Shape{5}, {-1, -0.5F, 0, 0.5F, 1}).y,
             EqualsNear({-1.57079633F, -0.523598776F, 0, 0.523598776F, 1.57079633F}));
}
TEST_CASE("asin: NaN outside its domain", "[layers]") {
  for (const float y : run_layer(asin(), Shape{2}, {-1.5F, 1.5F}).y) CHECK(std::isnan(y));
}
TEST_CASE("asin: gradients agree with finite differences", "[layers]") {
  check_gradients(asin(), Shape{2, 3});
}
TEST_CASE("asin: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(asin(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "asin reads 1 input"));
}

}  // namespace
}  // namespace attune::test
