#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec l2_normalize(float epsilon = 0) {
  return layer_spec(LayerKind::l2_normalize, epsilon == 0 ? Proto() : Proto().field(1, epsilon));
}

TEST_CASE("l2normalize: divides each image by its length over all channels", "[layers]") {
  const LayerRun run = run_layer(l2_normalize(), Shape{2, 2, 1, 1}, {3, 4, 0, -2});
  CHECK(run.shape == Shape{2, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({0.6F, 0.8F, 0, -1}));
}

TEST_CASE("l2normalize: epsilon is added to the sum of squares", "[layers]") {
  CHECK_THAT(run_layer(l2_normalize(7), Shape{1, 1, 1}, {3}).y, EqualsNear({0.75F}));
  CHECK_THAT(run_layer(l2_normalize(), Shape{1, 1, 1}, {1e-3F}).y, EqualsNear({0.70710678F}));
}

TEST_CASE("l2normalize: gradients agree with finite differences", "[layers]") {
  check_gradients(l2_normalize(), Shape{2, 3, 2});
  check_gradients(l2_normalize(0.5F), Shape{3, 2, 1, 1});
}

TEST_CASE("l2normalize: refuses an input of rank 2", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(l2_normalize(), {Shape{2, 2}}), Error,
      has_code(ErrorCode::shape_mismatch, "l2normalize reads 1 input of rank >= 3"));
}
}  // namespace
}  // namespace attune::test
