#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec sign() { return layer_spec(LayerKind::sign); }

TEST_CASE("sign: -1, 0 or 1", "[layers]") {
  CHECK_THAT(run_layer(sign(), Shape{6},
                       {-7, -1e-30F, 0, 1e-30F, 3, std::numeric_limits<float>::infinity()})
                 .y,
             EqualsBits({-1, -1, 0, 1, 1, 1}));
}
TEST_CASE("sign: adds nothing to the gradient, as differences say where it does not jump",
          "[layers]") {
  check_gradients(sign(), Shape{2, 2},
                  {.values = {{-1.25F, -0.25F, 0.25F, 1.75F, 3.2F, 0.6F, -7.7F, 9.1F}}});
}
TEST_CASE("sign: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(sign(), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "sign reads 1 input"));
}

}  // namespace
}  // namespace attune::test
