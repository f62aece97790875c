#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec round() { return layer_spec(LayerKind::round); }

TEST_CASE("round: rounds to the nearest integer, of two to the even one", "[layers]") {
  CHECK_THAT(
      run_layer(round(), Shape{8}, {-2.5F, -1.5F, -0.25F, 0.5F, 1.5F, 2.5F, 2.75F, 8388609}).y,
      EqualsBits({-2, -2, -0.0F, 0, 2, 2, 3, 8388609}));
}
TEST_CASE("round: adds nothing to the gradient, as differences say where it does not jump",
          "[layers]") {
  check_gradients(round(), Shape{2, 2},
                  {.values = {{-1.25F, -0.25F, 0.25F, 1.75F, 3.2F, 0.6F, -7.7F, 9.1F}}});
}
TEST_CASE("round: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(round(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "round reads 1 input"));
}

}  // namespace
}  // namespace attune::test
