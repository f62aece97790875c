#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec ceil() { return layer_spec(LayerKind::ceil); }

TEST_CASE("ceil: rounds up", "[layers]") {
  CHECK_THAT(run_layer(ceil(), Shape{6}, {-1.5F, -1, -0.5F, 0, 0.25F, 2}).y,
             EqualsBits({-1, -1, -0.0F, 0, 1, 2}));
}
TEST_CASE("ceil: adds nothing to the gradient, as differences say where it does not jump",
          "[layers]") {
  check_gradients(ceil(), Shape{2, 2},
                  {.values = {{-1.25F, -0.25F, 0.25F, 1.75F, 3.2F, 0.6F, -7.7F, 9.1F}}});
}
TEST_CASE("ceil: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(ceil(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "ceil reads 1 input"));
}

}  // namespace
}  // namespace attune::test
