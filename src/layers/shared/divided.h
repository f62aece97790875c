// An input cut into several outputs along an axis: the base of split and splitND.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

class Divided : public Layer {
 public:
  /// @param axis  a negative one counts from the end
  /// @param parts  how many equal outputs there are
  /// @param sizes  the outputs' extents along the axis instead, unless empty
  /// @throws Error shape_mismatch for anything but one input that has the axis, when the parts do
  /// not sum to it;
  ///         model_invalid when the layer names another number of outputs
  Divided(const LayerSpec& spec, std::span<const Shape> x, std::int64_t axis, std::uint64_t parts,
          std::vector<std::int64_t> sizes = {});

  std::vector<Shape> output_shapes() const override { return shapes_; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  std::vector<Shape> shapes_;
  // x is `rounds_` times a block of each output in turn.
  std::int64_t rounds_ = 1;
  std::vector<std::int64_t> blocks_;
};

}  // namespace attune::layers
