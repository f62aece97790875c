// Several inputs repeated to one shape: the base of add, multiply, average, max, min and of the
// …Broadcastable layers.
//
// Shapes are aligned at the last axis; each extent equals the output's or is 1; a shape that lacks
// leading axes is repeated along them. (The format promises less to the older layers: shapes of one
// rank. What it promises comes out the same.)
#pragma once

#include <vector>

#include "kernels/view.h"
#include "layers/layer.h"

namespace attune::layers {

class Broadcast : public Layer {
 public:
  /// @throws Error shape_mismatch when there is no input, or no shape to which all inputs can be
  /// repeated
  Broadcast(const LayerSpec& spec, std::span<const Shape> x);

  std::vector<Shape> output_shapes() const override { return {shape_}; }

 protected:
  /// How many floats one example of the output has.
  std::size_t size() const { return static_cast<std::size_t>(shape_.size()); }
  /// How the output reads each input.
  const std::vector<kernels::View>& views() const { return views_; }

 private:
  Shape shape_;
  std::vector<kernels::View> views_;
};

/// y = (x0 + x1 + … ) / divisor + constant
class Sum : public Broadcast {
 public:
  struct Options {
    float divisor = 1;
    float constant = 0;
    bool subtract = false;  ///< y = x0 - x1 - …
  };
  Sum(const LayerSpec& spec, std::span<const Shape> x, const Options& options)
      : Broadcast(spec, x), options_(options) {}

  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Options options_;
};

/// y = x0 x1 … factor
class Product : public Broadcast {
 public:
  Product(const LayerSpec& spec, std::span<const Shape> x, float factor = 1)
      : Broadcast(spec, x), factor_(factor) {}

  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  float factor_;
};

/// The largest or smallest of the inputs, element by element; of equal ones the first gets the
/// gradient.
class Extreme : public Broadcast {
 public:
  enum class Which : std::uint8_t { largest, smallest };
  Extreme(const LayerSpec& spec, std::span<const Shape> x, Which which)
      : Broadcast(spec, x), which_(which) {}

  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Which which_;
};

}  // namespace attune::layers
