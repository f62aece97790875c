#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {
constexpr StaticSampler kSampler{LayerKind::random_normal_static, 1, 3};

TEST_CASE("randomNormalStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(kSampler.filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y,
             EqualsBits({-0x1.2d46480000000p+1F, -0x1.bcba540000000p+1F, -0x1.cbcee00000000p-1F,
                         0x1.573cae0000000p+2F, 0x1.a209da0000000p-1F, -0x1.d2cf0c0000000p-1F}));
}

TEST_CASE("randomNormalStatic: every run and every example begin at the seed", "[layers]") {
  kSampler.check_begins_at_seed();
}

TEST_CASE("randomNormalStatic: a seed of -1 stands for a number of ours", "[layers]") {
  kSampler.check_own_seed();
}

TEST_CASE("randomNormalStatic: many numbers have the moments of mean 1 and deviation 3",
          "[layers]") {
  const std::vector<float> values = kSampler.values(11, 100'000);
  const SampleMoments moments(values);
  CHECK(std::fabs(moments.mean - 1) < 0.03);
  CHECK(std::fabs(moments.variance - 9) < 0.15);
  // The share within one deviation, and beyond two of them.
  int within = 0, beyond = 0;
  for (const float value : values) {
    within += std::fabs(value - 1) < 3 ? 1 : 0;
    beyond += std::fabs(value - 1) > 6 ? 1 : 0;
  }
  CHECK(std::abs(within / 1e5 - 0.6827) < 0.005);
  CHECK(std::abs(beyond / 1e5 - 0.0455) < 0.002);
}

TEST_CASE("randomNormalStatic: refuses an input and shapes that are none", "[layers]") {
  kSampler.check_refusals();
}
}  // namespace
}  // namespace attune::test
