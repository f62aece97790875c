#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec atan() { return layer_spec(LayerKind::atan); }

TEST_CASE("atan: angles in radians", "[layers]") {
  CHECK_THAT(
      run_layer(atan(), Shape{5}, {-1, 0, 1, 1.73205081F, std::numeric_limits<float>::infinity()})
          .y,
      EqualsNear({-0.785398163F, 0, 0.785398163F, 1.04719755F, 1.57079633F}));
}
TEST_CASE("atan: gradients agree with finite differences", "[layers]") {
  check_gradients(atan(), Shape{2, 3});
}
TEST_CASE("atan: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(atan(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "atan reads 1 input"));
}

}  // namespace
}  // namespace attune::test
