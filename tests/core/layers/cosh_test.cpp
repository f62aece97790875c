#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec cosh() { return layer_spec(LayerKind::cosh); }

TEST_CASE("cosh: half of e^x + e^-x", "[layers]") {
  CHECK_THAT(run_layer(cosh(), Shape{4}, {-1, 0, 1, 2}).y,
             EqualsNear({1.54308063F, 1, 1.54308063F, 3.76219569F}));
}
TEST_CASE("cosh: gradients agree with finite differences", "[layers]") {
  check_gradients(cosh(), Shape{2, 3});
}
TEST_CASE("cosh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(cosh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cosh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
