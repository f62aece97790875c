#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {

TestSpec like(std::int64_t seed) {
  return random_like(LayerKind::random_bernoulli_like, seed, 0.25F, 0);
}

TEST_CASE("randomBernoulliLike: the numbers of the static layer, in the shape of its input",
          "[layers]") {
  const LayerRun run = run_layer(like(5), Shape{2, 1, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{2, 1, 3});
  const TestSpec fixed = random_static(LayerKind::random_bernoulli_static, 5, 0.25F, 0, {6});
  CHECK_THAT(run.y, EqualsBits(run_layer(fixed, {}, {}).y));
  CHECK(run.y != run_layer(like(6), Shape{2, 1, 3}, {1, 2, 3, 4, 5, 6}).y);
}

TEST_CASE("randomBernoulliLike: its input's values change nothing, so no gradient passes",
          "[layers]") {
  CHECK(run_layer(like(5), Shape{3}, {1, 2, 3}).y == run_layer(like(5), Shape{3}, {7, 8, 9}).y);
  check_gradients(like(5), Shape{2, 3});
}

TEST_CASE("randomBernoulliLike: refuses anything but one input", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(like(1), {}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input"));
}
}  // namespace
}  // namespace attune::test
