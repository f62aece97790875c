#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec tanh() { return layer_spec(LayerKind::tanh); }

TEST_CASE("tanh: from -1 to 1", "[layers]") {
  CHECK_THAT(run_layer(tanh(), Shape{5}, {-100, -1, 0, 1, 100}).y,
             EqualsNear({-1, -0.761594156F, 0, 0.761594156F, 1}));
}
TEST_CASE("tanh: gradients agree with finite differences", "[layers]") {
  check_gradients(tanh(), Shape{2, 3});
}
TEST_CASE("tanh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(tanh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "tanh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
