#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec sinh() { return layer_spec(LayerKind::sinh); }

TEST_CASE("sinh: half of e^x - e^-x", "[layers]") {
  CHECK_THAT(run_layer(sinh(), Shape{4}, {-1, 0, 1, 2}).y,
             EqualsNear({-1.17520119F, 0, 1.17520119F, 3.62686041F}));
}
TEST_CASE("sinh: gradients agree with finite differences", "[layers]") {
  check_gradients(sinh(), Shape{2, 3});
}
TEST_CASE("sinh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(sinh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "sinh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
