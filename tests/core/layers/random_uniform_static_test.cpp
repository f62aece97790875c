#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {
constexpr StaticSampler kSampler{LayerKind::random_uniform_static, -1, 3};

TEST_CASE("randomUniformStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(kSampler.filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y,
             EqualsBits({-0x1.3d44d80000000p-1F, -0x1.8ca0f80000000p-1F, 0x1.fca7e00000000p-2F,
                         0x1.5070a00000000p-2F, -0x1.8555f80000000p-1F, 0x1.1741840000000p+1F}));
}

TEST_CASE("randomUniformStatic: every run and every example begin at the seed", "[layers]") {
  kSampler.check_begins_at_seed();
}

TEST_CASE("randomUniformStatic: a seed of -1 stands for a number of ours", "[layers]") {
  kSampler.check_own_seed();
}

TEST_CASE("randomUniformStatic: many numbers have the moments of the range from -1 to 3",
          "[layers]") {
  const std::vector<float> values = kSampler.values(11, 100'000);
  const SampleMoments moments(values);
  CHECK(std::fabs(moments.mean - 1) < 0.02);
  CHECK(std::fabs(moments.variance - 16.0 / 12) < 0.02);
  CHECK(*std::ranges::min_element(values) >= -1);
  CHECK(*std::ranges::max_element(values) < 3);
}

TEST_CASE("randomUniformStatic: refuses an input and shapes that are none", "[layers]") {
  kSampler.check_refusals();
}
}  // namespace
}  // namespace attune::test
