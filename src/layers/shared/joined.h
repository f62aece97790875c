// Inputs put one after the other along an axis: the base of concat, concatND and stack.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

class Joined : public Layer {
 public:
  enum class How : std::uint8_t {
    whole,    ///< one input after the other
    by_turn,  ///< one index of each input after the other
    stacked,  ///< along an axis of its own
  };
  /// @param axis  of y; a negative one counts from the end
  /// @throws Error shape_mismatch for fewer than two inputs, when they lack the axis, when they
  /// differ in another axis
  ///         (by turn and stacked: in any)
  Joined(const LayerSpec& spec, std::span<const Shape> x, std::int64_t axis, How how = How::whole);

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Shape shape_;
  // y is `rounds_` times a block of each input in turn.
  std::int64_t rounds_ = 1;
  std::vector<std::int64_t> blocks_;
};

}  // namespace attune::layers
