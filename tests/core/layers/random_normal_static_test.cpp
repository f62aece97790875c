#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {

TestSpec filled(std::int64_t seed, const std::vector<std::int64_t>& shape) {
  return random_static(LayerKind::random_normal_static, seed, 1, 3, shape);
}
std::vector<float> values_of(std::int64_t seed, std::int64_t count, int examples = 1) {
  return run_layer(filled(seed, {count}), {}, {}, examples).y;
}

TEST_CASE("randomNormalStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y,
             EqualsBits({-0x1.2d46480000000p+1F, -0x1.bcba540000000p+1F, -0x1.cbcee00000000p-1F,
                         0x1.573cae0000000p+2F, 0x1.a209da0000000p-1F, -0x1.d2cf0c0000000p-1F}));
}

TEST_CASE("randomNormalStatic: every run and every example begin at the seed", "[layers]") {
  const std::vector<float> once = values_of(3, 5), twice = values_of(3, 5, 2);
  CHECK_THAT(once, EqualsBits(values_of(3, 5)));
  CHECK_THAT(std::vector<float>(twice.begin() + 5, twice.end()), EqualsBits(once));
  CHECK(values_of(3, 40) != values_of(4, 40));
}

TEST_CASE("randomNormalStatic: a seed of -1 stands for a number of ours", "[layers]") {
  CHECK_THAT(values_of(-1, 5), EqualsBits(values_of(1'000'000, 5)));
}

TEST_CASE("randomNormalStatic: many numbers have the moments of mean 1 and deviation 3",
          "[layers]") {
  const std::vector<float> values = values_of(11, 100'000);
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
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2}), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2, 0}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape is missing"));
}
}  // namespace
}  // namespace attune::test
