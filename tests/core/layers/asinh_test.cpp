#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec asinh() { return layer_spec(LayerKind::asinh); }

TEST_CASE("asinh: the inverse of sinh", "[layers]") {
  CHECK_THAT(run_layer(asinh(), Shape{4}, {-1.17520119F, 0, 1, 3.62686041F}).y,
             EqualsNear({-1, 0, 0.881373587F, 2}));
}
TEST_CASE("asinh: gradients agree with finite differences", "[layers]") {
  check_gradients(asinh(), Shape{2, 3});
}
TEST_CASE("asinh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(asinh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "asinh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
