#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec exp2() { return layer_spec(LayerKind::exp2); }

TEST_CASE("exp2: powers of two are exact", "[layers]") {
  CHECK_THAT(run_layer(exp2(), Shape{6}, {-149, -2, 0, 1, 10, 128}).y,
             EqualsBits({0x1p-149F, 0.25F, 1, 2, 1024, std::numeric_limits<float>::infinity()}));
}
TEST_CASE("exp2: gradients agree with finite differences", "[layers]") {
  check_gradients(exp2(), Shape{2, 3});
}
TEST_CASE("exp2: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(exp2(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "exp2 reads 1 input"));
}

}  // namespace
}  // namespace attune::test
