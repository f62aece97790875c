// A function of each value on its own: the base of the layers from ceil to gelu that have no
// parameters but perhaps a choice of the function.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

/// One class for all functions; what differs is two pointers.
class Elementwise final : public Layer {
 public:
  struct Function {
    float (*value)(float x) = nullptr;
    /// The derivative at x, given y = value(x). Null where it is 0 almost everywhere: nothing is
    /// added to the gradient then.
    float (*slope)(float x, float y) = nullptr;
  };

  /// @throws Error shape_mismatch unless there is one input
  Elementwise(const LayerSpec& spec, std::span<const Shape> x, const Function& function);

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Shape shape_;
  Function function_;
};

/// The registry's entry for one function.
template <const Elementwise::Function& function>
LayerType elementwise_type(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Elementwise>(spec, x, function);
          }};
}

}  // namespace attune::layers
