#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec logical_not() { return layer_spec(LayerKind::logical_not); }

TEST_CASE("logicalNot: 1 for 0, 0 for anything else", "[layers]") {
  CHECK_THAT(
      run_layer(logical_not(), Shape{5}, {0, -0.0F, 1, -2, std::numeric_limits<float>::quiet_NaN()})
          .y,
      EqualsBits({1, 1, 0, 0, 0}));
}
TEST_CASE("logicalNot: adds nothing to the gradient", "[layers]") {
  check_gradients(logical_not(), Shape{2, 2});
}
TEST_CASE("logicalNot: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(logical_not(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "logicalNot reads 1 input"));
}

}  // namespace
}  // namespace attune::test
