#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec floor() { return layer_spec(LayerKind::floor); }

TEST_CASE("floor: rounds down", "[layers]") {
  CHECK_THAT(run_layer(floor(), Shape{6}, {-1.5F, -1, -0.5F, 0, 0.25F, 2}).y,
             EqualsBits({-2, -1, -1, 0, 0, 2}));
}
TEST_CASE("floor: adds nothing to the gradient, as differences say where it does not jump",
          "[layers]") {
  check_gradients(floor(), Shape{2, 2},
                  {.values = {{-1.25F, -0.25F, 0.25F, 1.75F, 3.2F, 0.6F, -7.7F, 9.1F}}});
}
TEST_CASE("floor: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(floor(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "floor reads 1 input"));
}

}  // namespace
}  // namespace attune::test
