#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec atanh() { return layer_spec(LayerKind::atanh); }

TEST_CASE("atanh: the inverse of tanh", "[layers]") {
  CHECK_THAT(run_layer(atanh(), Shape{4}, {-0.761594156F, 0, 0.5F, 1}).y,
             EqualsNear({-1, 0, 0.549306144F, std::numeric_limits<float>::infinity()}));
}
TEST_CASE("atanh: NaN outside its domain", "[layers]") {
  for (const float y : run_layer(atanh(), Shape{2}, {-1.5F, 1.5F}).y) CHECK(std::isnan(y));
}
TEST_CASE("atanh: gradients agree with finite differences", "[layers]") {
  check_gradients(atanh(), Shape{2, 3});
}
TEST_CASE("atanh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(atanh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "atanh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
