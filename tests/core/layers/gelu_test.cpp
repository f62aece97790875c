#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kExact, kTanh, kSigmoid };
TestSpec gelu(int mode) { return layer_spec(LayerKind::gelu, Proto().field(1, mode)); }
const std::vector<float> kValues = {-3, -1, 0, 0.5F, 2};

TEST_CASE("gelu: three modes", "[layers]") {
  CHECK_THAT(run_layer(gelu(kExact), Shape{5}, kValues).y,
             EqualsNear({-0.00404969F, -0.15865525F, 0, 0.34573123F, 1.95449974F}));
  CHECK_THAT(run_layer(gelu(kTanh), Shape{5}, kValues).y,
             EqualsNear({-0.00363739F, -0.15880801F, 0, 0.34571401F, 1.95459769F}));
  CHECK_THAT(run_layer(gelu(kSigmoid), Shape{5}, kValues).y,
             EqualsNear({-0.01808120F, -0.15420423F, 0, 0.35038896F, 1.93566862F}));
}
TEST_CASE("gelu: gradients agree with finite differences", "[layers]") {
  for (const int mode : {kExact, kTanh, kSigmoid}) {
    check_gradients(gelu(mode), Shape{2, 3});
    check_gradients(gelu(mode), Shape{4}, {.examples = 1, .values = {{-2.5F, -1, 1.5F, 3}}});
  }
}
TEST_CASE("gelu: refuses a fourth mode, and two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(gelu(3), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "gelu names mode 3"));
  CHECK_THROWS_MATCHES(make_layer(gelu(0), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "gelu reads 1 input"));
}

}  // namespace
}  // namespace attune::test
