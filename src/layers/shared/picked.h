// Parts of one input at places that another one names: the base of gather, gatherND,
// gatherAlongAxis and sliceBySize.
#pragma once

#include "layers/shared/addresses.h"

namespace attune::layers {

/// y holds the blocks of x0 to which x1 points, in turn.
///
/// forward() fails when an index points outside. No gradient by the indices: they are a choice.
class Picked : public Layer {
 public:
  explicit Picked(const Addresses& from) : from_(from) {}

  std::vector<Shape> output_shapes() const override { return {from_.shape()}; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Addresses from_;
};

/// The registry's entry for a layer that is nothing but a way to address its first input.
template <Addresses (*address)(const LayerSpec&, std::span<const Shape>)>
LayerType picked(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            expect_inputs(spec, x, 2, 1);
            return std::make_unique<Picked>(address(spec, x));
          }};
}

}  // namespace attune::layers
