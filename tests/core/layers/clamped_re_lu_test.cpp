#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec clamped_re_lu(float alpha, float beta) {
  return layer_spec(LayerKind::clamped_re_lu, Proto().field(1, alpha).field(2, beta));
}

TEST_CASE("clampedReLU: a slope below 0, a ceiling above", "[layers]") {
  CHECK_THAT(run_layer(clamped_re_lu(0.5F, 6), Shape{5}, {-4, -1, 0, 5, 7}).y,
             EqualsBits({-2, -0.5F, 0, 5, 6}));
}
TEST_CASE("clampedReLU: the ceiling holds below 0 too", "[layers]") {
  CHECK_THAT(run_layer(clamped_re_lu(-2, 3), Shape{3}, {-4, -1, 5}).y, EqualsBits({3, 2, 3}));
  CHECK_THAT(run_layer(clamped_re_lu(1, -1), Shape{2}, {-4, 5}).y, EqualsBits({-4, -1}));
}
TEST_CASE("clampedReLU: gradients agree with finite differences", "[layers]") {
  check_gradients(clamped_re_lu(0.25F, 0.1F), Shape{4, 3});
  check_gradients(clamped_re_lu(-1.5F, 0.1F), Shape{4, 3});
}
TEST_CASE("clampedReLU: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(clamped_re_lu(0, 6), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "clampedReLU reads 1 input"));
}

}  // namespace
}  // namespace attune::test
