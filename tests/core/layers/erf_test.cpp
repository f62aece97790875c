#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec erf() { return layer_spec(LayerKind::erf); }

TEST_CASE("erf: the error function", "[layers]") {
  CHECK_THAT(run_layer(erf(), Shape{6}, {-5, -1, 0, 0.25F, 0.5F, 2}).y,
             EqualsNear({-1, -0.842700793F, 0, 0.276326390F, 0.520499878F, 0.995322265F}));
}
TEST_CASE("erf: gradients agree with finite differences", "[layers]") {
  check_gradients(erf(), Shape{2, 3});
}
TEST_CASE("erf: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(erf(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "erf reads 1 input"));
}

}  // namespace
}  // namespace attune::test
