#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {
constexpr StaticSampler kSampler{LayerKind::random_bernoulli_static, 0.25F, 0};

TEST_CASE("randomBernoulliStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(kSampler.filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 1, 0, 0, 1, 0}));
}

TEST_CASE("randomBernoulliStatic: every run and every example begin at the seed", "[layers]") {
  kSampler.check_begins_at_seed();
}

TEST_CASE("randomBernoulliStatic: a seed of -1 stands for a number of ours", "[layers]") {
  kSampler.check_own_seed();
}

TEST_CASE("randomBernoulliStatic: many numbers have the moments of 1 in a quarter of the places",
          "[layers]") {
  const std::vector<float> values = kSampler.values(11, 100'000);
  const SampleMoments moments(values);
  CHECK(std::fabs(moments.mean - 0.25) < 0.005);
  CHECK(std::ranges::all_of(values, [](float value) { return value == 0 || value == 1; }));
}

TEST_CASE("randomBernoulliStatic: refuses an input and shapes that are none", "[layers]") {
  kSampler.check_refusals();
}
}  // namespace
}  // namespace attune::test
