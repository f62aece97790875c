// Makes, runs and checks one layer the way a plan would, but with walls: every array stands between
// guard floats, outputs and scratch start as NaN, inputs are compared afterwards.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"
#include "format/layer_spec.h"
#include "layers/layer.h"
#include "support/matchers.h"
#include "support/wire_writer.h"

namespace attune::test {

using layers::LayerKind;
using layers::LayerSpec;

/// A LayerSpec together with the bytes that it views.
class TestSpec {
 public:
  explicit TestSpec(std::string bytes);
  // NOLINTNEXTLINE(google-explicit-constructor): stands for the spec wherever one is read
  operator const LayerSpec&() const { return spec_; }
  const LayerSpec* operator->() const { return &spec_; }
  const std::string& bytes() const { return *bytes_; }

 private:
  std::shared_ptr<const std::string> bytes_;
  LayerSpec spec_;
};

struct SpecOptions {
  int inputs = 1;
  int outputs = 1;
  bool updatable = false;
};

/// A layer named "layer" that reads "x0", "x1" … and writes "y0", "y1" …
TestSpec layer_spec(LayerKind kind, const Proto& params = {}, const SpecOptions& options = {});

/// As layers::make_layer, for a braced list of shapes.
std::unique_ptr<layers::Layer> make_layer(const LayerSpec& spec, const std::vector<Shape>& x);

/// What forward() wrote.
struct LayerRun {
  std::vector<float> y;  ///< the first output
  Shape shape;           ///< of one example of it
  std::vector<std::vector<float>> outputs;
  std::vector<Shape> shapes;
};

/// Runs forward() once.
/// Checks that every output element was written, nothing beyond, and no input changed.
/// @param values  of each input: `examples` times its shape
LayerRun run_layer(const LayerSpec& spec, const std::vector<Shape>& x,
                   const std::vector<std::vector<float>>& values, int examples = 1);
/// The same for one input. A template, so that a braced list is never taken for one shape.
template <std::same_as<Shape> OneShape>
LayerRun run_layer(const LayerSpec& spec, const OneShape& x, const std::vector<float>& values,
                   int examples = 1) {
  return run_layer(spec, std::vector<Shape>{x}, std::vector<std::vector<float>>{values}, examples);
}

/// What forward() and one backward() into zeros give for one input.
/// @param dy  of the first output; the others' are zeros
std::vector<float> input_gradient(const LayerSpec& spec, const Shape& x,
                                  const std::vector<float>& values, const std::vector<float>& dy,
                                  int examples = 1);

struct GradientOptions {
  int examples = 2;
  /// Values of each input for all examples. Default: distinct multiples of 1/32 in random order,
  /// none nearer to 0 than 1/64, so that no kink (ReLU, maximum) lies within a step.
  std::vector<std::vector<float>> values = {};
  float step = 0x1p-7F;
  /// Of the largest gradient of its array.
  float tolerance = 2e-3F;
};

/// Shows that backward()
/// - agrees with finite differences, for every input and every trainable parameter;
/// - adds: a second run doubles what a first one added to non-zero gradients;
/// - keeps examples apart: a batch gives each example the bits that it gets alone;
/// - leaves out what is not wanted, writes nothing past an array, keeps inputs, outputs and their
/// gradients.
void check_gradients(const LayerSpec& spec, const std::vector<Shape>& x,
                     const GradientOptions& options = {});
template <std::same_as<Shape> OneShape>
void check_gradients(const LayerSpec& spec, const OneShape& x,
                     const GradientOptions& options = {}) {
  check_gradients(spec, std::vector<Shape>{x}, options);
}

/// `count` distinct multiples of `spacing` around 0 in a random order, none nearer to 0 than half
/// of it.
std::vector<float> distinct_values(std::size_t count, std::int64_t seed = 1,
                                   float spacing = 0x1p-5F);
/// `count` values spread evenly over [-1, 1).
std::vector<float> random_values(std::size_t count, std::int64_t seed = 1);

}  // namespace attune::test
