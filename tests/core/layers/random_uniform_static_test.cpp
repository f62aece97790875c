#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/random_layers.h"

namespace attune::test {
namespace {

TestSpec filled(std::int64_t seed, const std::vector<std::int64_t>& shape) {
  return random_static(LayerKind::random_uniform_static, seed, -1, 3, shape);
}
std::vector<float> values_of(std::int64_t seed, std::int64_t count, int examples = 1) {
  return run_layer(filled(seed, {count}), {}, {}, examples).y;
}

TEST_CASE("randomUniformStatic: has the shape that it names and the same bits for a seed",
          "[layers]") {
  const LayerRun run = run_layer(filled(7, {2, 3}), {}, {});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y,
             EqualsBits({-0x1.3d44d80000000p-1F, -0x1.8ca0f80000000p-1F, 0x1.fca7e00000000p-2F,
                         0x1.5070a00000000p-2F, -0x1.8555f80000000p-1F, 0x1.1741840000000p+1F}));
}

TEST_CASE("randomUniformStatic: every run and every example begin at the seed", "[layers]") {
  const std::vector<float> once = values_of(3, 5), twice = values_of(3, 5, 2);
  CHECK_THAT(once, EqualsBits(values_of(3, 5)));
  CHECK_THAT(std::vector<float>(twice.begin() + 5, twice.end()), EqualsBits(once));
  CHECK(values_of(3, 40) != values_of(4, 40));
}

TEST_CASE("randomUniformStatic: a seed of -1 stands for a number of ours", "[layers]") {
  CHECK_THAT(values_of(-1, 5), EqualsBits(values_of(1'000'000, 5)));
}

TEST_CASE("randomUniformStatic: many numbers have the moments of the range from -1 to 3",
          "[layers]") {
  const std::vector<float> values = values_of(11, 100'000);
  const SampleMoments moments(values);
  CHECK(std::fabs(moments.mean - 1) < 0.02);
  CHECK(std::fabs(moments.variance - 16.0 / 12) < 0.02);
  CHECK(*std::ranges::min_element(values) >= -1);
  CHECK(*std::ranges::max_element(values) < 3);
}

TEST_CASE("randomUniformStatic: refuses an input and shapes that are none", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2}), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {2, 0}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape"));
  CHECK_THROWS_MATCHES(make_layer(filled(1, {}), {}), Error,
                       has_code(ErrorCode::model_invalid, "output shape is missing"));
}
}  // namespace
}  // namespace attune::test
