#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec global(int type) {
  return layer_spec(LayerKind::global_pooling3d, Proto().field(1, type));
}

TEST_CASE("globalPooling3d: the largest value or the mean of each channel", "[layers]") {
  const std::vector<float> x{1, 5, 3, 7, -1, -2, -3, -6};
  const LayerRun run = run_layer(global(0), Shape{1, 2, 2, 1, 2}, x);
  CHECK(run.shape == Shape{1, 2, 1, 1, 1});
  CHECK_THAT(run.y, EqualsNear({7, -1}));
  CHECK_THAT(run_layer(global(1), Shape{1, 2, 2, 1, 2}, x).y, EqualsNear({4, -3}));
}

TEST_CASE("globalPooling3d: gradients agree with finite differences", "[layers]") {
  check_gradients(global(0), Shape{2, 2, 2, 3, 2});
  check_gradients(global(1), Shape{1, 2, 3, 2, 2});
}

TEST_CASE("globalPooling3d: refuses other ranks and types", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(global(0), {Shape{1, 2, 3, 4}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 5"));
  CHECK_THROWS_MATCHES(make_layer(global(2), {Shape{1, 1, 2, 3, 4}}), Error,
                       has_code(ErrorCode::model_invalid, "unknown type 2"));
}
}  // namespace
}  // namespace attune::test
