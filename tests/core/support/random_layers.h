// What the tests of the random layers share.
#pragma once

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
inline TestSpec random_like(LayerKind kind, std::int64_t seed, float a, float b) {
  Proto params;
  params.field(1, seed).field(2, a);
  if (kind != LayerKind::random_bernoulli_like) params.field(3, b);
  return layer_spec(kind, params);
}

}  // namespace attune::test
