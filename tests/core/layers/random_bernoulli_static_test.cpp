#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {

TestSpec filled(std::int64_t seed, const std::vector<std::int64_t>& shape) {
  return random_static(LayerKind::random_bernoulli_static, seed, 0.25F, 0, shape);
}
std::vector<float> values_of(std::int64_t seed, std::int64_t count, int examples = 1) {
  return run_layer(filled(seed, {count}), {}, {}, examples).y;
}

TEST_CASE("randomBernoulliStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 1, 0, 0, 1, 0}));
}

TEST_CASE("randomBernoulliStatic: every run and every example begin at the seed", "[layers]") {
  const std::vector<float> once = values_of(3, 5), twice = values_of(3, 5, 2);
  CHECK_THAT(once, EqualsBits(values_of(3, 5)));
  CHECK_THAT(std::vector<float>(twice.begin() + 5, twice.end()), EqualsBits(once));
  CHECK(values_of(3, 40) != values_of(4, 40));
}

TEST_CASE("randomBernoulliStatic: a seed of -1 stands for a number of ours", "[layers]") {
  CHECK_THAT(values_of(-1, 5), EqualsBits(values_of(1'000'000, 5)));
}

TEST_CASE("randomBernoulliStatic: many numbers have the moments of 1 in a quarter of the places",
          "[layers]") {
  const std::vector<float> values = values_of(11, 100'000);
  const SampleMoments moments(values);
  CHECK(std::fabs(moments.mean - 0.25) < 0.005);
  CHECK(std::ranges::all_of(values, [](float value) { return value == 0 || value == 1; }));
}

TEST_CASE("randomBernoulliStatic: refuses an input and shapes that are none", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2}), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2, 0}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape is missing"));
}
}  // namespace
}  // namespace attune::test
