#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec acosh() { return layer_spec(LayerKind::acosh); }

TEST_CASE("acosh: the inverse of cosh", "[layers]") {
  CHECK_THAT(run_layer(acosh(), Shape{4}, {1, 1.54308063F, 2, 3.76219569F}).y,
             EqualsNear({0, 1, 1.31695790F, 2}));
}
TEST_CASE("acosh: NaN outside its domain", "[layers]") {
  for (const float y : run_layer(acosh(), Shape{2}, {0.5F, -2}).y) CHECK(std::isnan(y));
}
TEST_CASE("acosh: gradients agree with finite differences", "[layers]") {
  check_gradients(acosh(), Shape{5}, {.examples = 1, .values = {{1.25F, 1.5F, 2, 3, 10}}});
}
TEST_CASE("acosh: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(acosh(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "acosh reads 1 input"));
}

}  // namespace
}  // namespace attune::test
