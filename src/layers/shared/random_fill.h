// Arrays of random numbers: the base of the random layers, and the generator that they share.
//
// The generator is base/random.h's, started from the layer's seed for every example of every run.
// So a layer's output is a function of the model alone: the same for each prediction, for each
// example of a batch, on every machine. A seed of -1, which the format's tools write for "none",
// stands for kNoSeed plus the layer's place in its network, so that two such layers differ.
//
//   normal     mean + stdDev n, with n by Marsaglia's polar method: a pair (u, v) of uniform
//              numbers in [-1, 1) is drawn until s = u² + v² is in (0, 1); n is first
//              u sqrt(-2 ln s / s), then v sqrt(-2 ln s / s)
//   uniform    minVal + (maxVal - minVal) u, with u in [0, 1)
//   Bernoulli  u < prob ? 1 : 0
#pragma once

#include "base/random.h"
#include "layers/layer.h"

namespace attune::layers {

inline constexpr std::int64_t kNoSeed = 1'000'000;

/// The generator of a layer whose seed is its params' field 1.
Random random_of(const LayerSpec& spec);

struct Distribution {
  enum class Kind : std::uint8_t { normal, uniform, bernoulli };
  Kind kind = Kind::normal;
  float a = 0, b = 0;  ///< mean and stdDev, minVal and maxVal, or prob
};
/// Reads the fields 2 and 3 of the params.
Distribution read_distribution(const LayerSpec& spec, Distribution::Kind kind);

/// Fills an array from the generator's present state.
void fill_random(const Distribution& distribution, Random random, std::span<float> values) noexcept;

/// A layer with one output of a known shape.
class RandomFill : public Layer {
 public:
  std::vector<Shape> output_shapes() const override { return {shape_}; }
  Status forward(const Pass& pass) noexcept override;
  // No input's value reaches the output, so nothing goes back.
  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 protected:
  RandomFill(const LayerSpec& spec, const Shape& y, Distribution::Kind kind)
      : shape_(y), distribution_(read_distribution(spec, kind)), random_(random_of(spec)) {}

 private:
  Shape shape_;
  Distribution distribution_;
  Random random_;
};

/// A random...Like layer: one input, whose shape is the output's.
LayerType random_like(LayerKind kind);
/// A random...Static layer: no input, and a shape among the parameters.
LayerType random_static(LayerKind kind);

}  // namespace attune::layers
