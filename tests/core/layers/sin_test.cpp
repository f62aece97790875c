#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec sin() { return layer_spec(LayerKind::sin); }

TEST_CASE("sin: of angles in radians", "[layers]") {
  CHECK_THAT(run_layer(sin(), Shape{5}, {0, 0.52359878F, 1.57079633F, -1.57079633F, 3.14159265F}).y,
             EqualsNear({0, 0.5F, 1, -1, 0}));
}
TEST_CASE("sin: gradients agree with finite differences", "[layers]") {
  check_gradients(sin(), Shape{2, 3});
}
TEST_CASE("sin: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(sin(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "sin reads 1 input"));
}

}  // namespace
}  // namespace attune::test
