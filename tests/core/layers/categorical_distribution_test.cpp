#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

struct Options {
  std::int64_t seed = 3, samples = 4;
  bool logits = false;
  float eps = 0, temperature = 0;
};
TestSpec categorical(const Options& options) {
  return layer_spec(LayerKind::categorical_distribution, Proto()
                                                             .field(1, options.seed)
                                                             .field(2, options.samples)
                                                             .field(3, options.logits)
                                                             .field(4, options.eps)
                                                             .field(5, options.temperature));
}

double share_of(const std::vector<float>& values, float which) {
  return static_cast<double>(std::ranges::count(values, which)) /
         static_cast<double>(values.size());
}

TEST_CASE("categoricalDistribution: draws class numbers from each lane", "[layers]") {
  // What is certain needs no luck.
  const LayerRun run =
      run_layer(categorical({.samples = 3}), Shape{2, 4}, {0, 0, 1, 0, 1, 0, 0, 0});
  CHECK(run.shape == Shape{2, 3});
  CHECK(run.y == std::vector<float>{2, 2, 2, 0, 0, 0});
}

TEST_CASE("categoricalDistribution: the same bits for a seed, in every run and example",
          "[layers]") {
  const std::vector<float> x{1, 2, 3, 4};
  const std::vector<float> once = run_layer(categorical({.samples = 8}), Shape{4}, x).y;
  CHECK(once == std::vector<float>{3, 0, 2, 0, 3, 0, 3, 2});
  const std::vector<float> twice =
      run_layer(categorical({.samples = 8}), Shape{4}, {1, 2, 3, 4, 1, 2, 3, 4}, 2).y;
  CHECK(std::vector<float>(twice.begin() + 8, twice.end()) == once);
  CHECK(run_layer(categorical({.seed = 4, .samples = 8}), Shape{4}, x).y != once);
}

TEST_CASE("categoricalDistribution: many draws have the shares of the probabilities", "[layers]") {
  const auto draws = [](const Options& options, const std::vector<float>& x) {
    return run_layer(categorical(options), Shape{3}, x).y;
  };
  const std::vector<float> of_probabilities = draws({.samples = 40'000}, {1, 2, 5});
  CHECK(std::fabs(share_of(of_probabilities, 0) - 0.125) < 0.006);
  CHECK(std::fabs(share_of(of_probabilities, 1) - 0.25) < 0.008);
  CHECK(std::fabs(share_of(of_probabilities, 2) - 0.625) < 0.009);
  // ln 1, ln 2, ln 5 as scores say the same; at half the temperature squares count.
  const std::vector<float> scores{0, 0.6931472F, 1.6094379F};
  CHECK(draws({.samples = 40'000, .logits = true}, scores) == of_probabilities);
  const std::vector<float> cold =
      draws({.samples = 40'000, .logits = true, .temperature = 0.5F}, scores);
  CHECK(std::fabs(share_of(cold, 0) - 1.0 / 30) < 0.004);
  CHECK(std::fabs(share_of(cold, 2) - 25.0 / 30) < 0.008);
  // A large eps makes all alike.
  const std::vector<float> even = draws({.samples = 40'000, .eps = 1e6F}, {1, 2, 5});
  CHECK(std::fabs(share_of(even, 0) - 1.0 / 3) < 0.009);
}

TEST_CASE("categoricalDistribution: refuses no samples and no axis", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(categorical({.samples = 0}), {Shape{2}}), Error,
                       has_code(ErrorCode::model_invalid, "0 outputs"));
  CHECK_THROWS_MATCHES(make_layer(categorical({}), {Shape()}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 1"));
}
}  // namespace
}  // namespace attune::test
