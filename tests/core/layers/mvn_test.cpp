#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec mvn(bool across_channels, bool normalize_variance, float epsilon = 0) {
  Proto params;
  params.field(1, across_channels).field(2, normalize_variance);
  if (epsilon != 0) params.field(3, epsilon);
  return layer_spec(LayerKind::mvn, params);
}

TEST_CASE("mvn: subtracts the mean of each channel, or of all channels of an image", "[layers]") {
  const std::vector<float> x{0, 1, 2, 3, 4, 5, 6, 7};
  CHECK_THAT(run_layer(mvn(false, false), Shape{2, 2, 2}, x).y,
             EqualsNear({-1.5F, -0.5F, 0.5F, 1.5F, -1.5F, -0.5F, 0.5F, 1.5F}));
  CHECK_THAT(run_layer(mvn(true, false), Shape{2, 2, 2}, x).y,
             EqualsNear({-3.5F, -2.5F, -1.5F, -0.5F, 0.5F, 1.5F, 2.5F, 3.5F}));
  CHECK_THAT(run_layer(mvn(true, false), Shape{2, 2, 1, 2}, x).y,
             EqualsNear({-1.5F, -0.5F, 0.5F, 1.5F, -1.5F, -0.5F, 0.5F, 1.5F}));
}

TEST_CASE("mvn: divides by the root of the variance and epsilon", "[layers]") {
  CHECK_THAT(run_layer(mvn(false, true), Shape{1, 1, 2}, {2, 6}).y, EqualsNear({-1, 1}));
  CHECK_THAT(run_layer(mvn(false, true, 12), Shape{1, 1, 2}, {2, 6}).y, EqualsNear({-0.5F, 0.5F}));
  CHECK_THAT(run_layer(mvn(false, true), Shape{1, 1, 2}, {3, 3}).y, EqualsNear({0, 0}));
}

TEST_CASE("mvn: gradients agree with finite differences", "[layers]") {
  check_gradients(mvn(false, false), Shape{2, 2, 3});
  check_gradients(mvn(true, false), Shape{2, 2, 3});
  check_gradients(mvn(false, true), Shape{2, 3, 3});
  check_gradients(mvn(true, true, 0.5F), Shape{2, 3, 1, 2});
}

TEST_CASE("mvn: refuses an input of rank 2", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(mvn(true, true), {Shape{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "mvn reads 1 input of rank >= 3"));
}
}  // namespace
}  // namespace attune::test
