// What the tests of the random layers share.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {

/// The mean and the variance of many values.
struct SampleMoments {
  double mean = 0, variance = 0;

  explicit SampleMoments(const std::vector<float>& values) {
    for (const float value : values) mean += static_cast<double>(value);
    mean /= static_cast<double>(values.size());
    for (const float value : values) {
      const double distance = static_cast<double>(value) - mean;
      variance += distance * distance;
    }
    variance /= static_cast<double>(values.size());
  }
};

/// A random...Static layer: seed, two numbers, and the shape in the field that the kind has.
inline TestSpec random_static(LayerKind kind, std::int64_t seed, float a, float b,
                              const std::vector<std::int64_t>& shape) {
  Proto params;
  params.field(1, seed).field(2, a);
  const bool bernoulli = kind == LayerKind::random_bernoulli_static;
  if (!bernoulli) params.field(3, b);
  params.packed(bernoulli ? 3 : 4, shape);
  return layer_spec(kind, params, {.inputs = 0});
}
/// A random...Static layer with its two numbers, and what holds for every such layer.
struct StaticSampler {
  LayerKind kind;
  float a = 0, b = 0;

  TestSpec filled(std::int64_t seed, const std::vector<std::int64_t>& shape) const {
    return random_static(kind, seed, a, b, shape);
  }
  std::vector<float> values(std::int64_t seed, std::int64_t count, int examples = 1) const {
    return run_layer(filled(seed, {count}), {}, {}, examples).y;
  }

  void check_begins_at_seed() const {
    const std::vector<float> once = values(3, 5), twice = values(3, 5, 2);
    CHECK_THAT(once, EqualsBits(values(3, 5)));
    CHECK_THAT(std::vector<float>(twice.begin() + 5, twice.end()), EqualsBits(once));
    CHECK(values(3, 40) != values(4, 40));
  }
  void check_own_seed() const { CHECK_THAT(values(-1, 5), EqualsBits(values(1'000'000, 5))); }
  void check_refusals() const {
    CHECK_THROWS_MATCHES(make_layer(filled(1, {2}), {Shape{2}}), Error,
                         has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
    CHECK_THROWS_MATCHES(make_layer(filled(1, {2, 0}), {}), Error,
                         has_code(ErrorCode::model_invalid, "output shape"));
    CHECK_THROWS_MATCHES(make_layer(filled(1, {}), {}), Error,
                         has_code(ErrorCode::model_invalid, "output shape is missing"));
  }
};

inline TestSpec random_like(LayerKind kind, std::int64_t seed, float a, float b) {
  Proto params;
  params.field(1, seed).field(2, a);
  if (kind != LayerKind::random_bernoulli_like) params.field(3, b);
  return layer_spec(kind, params);
}

}  // namespace attune::test
