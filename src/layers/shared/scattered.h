// An input changed at places that another one names: the base of scatter, scatterND and
// scatterAlongAxis.
#pragma once

#include "layers/shared/addresses.h"

namespace attune::layers {

/// y is x0 (the container), then for each block of x2 (the updates) in turn, at the place to which
/// x1 (the indices) points:
///   update  y = u     add  y = y + u    subtract  y = y - u    multiply  y = y u
///   divide  y = y / u                   maximum   y = u > y ? u : y      minimum  y = u < y ? u :
///   y
///
/// forward() fails when an index points outside. No gradient by the indices: they are a choice.
class Scattered : public Layer {
 public:
  /// The format's ScatterMode.
  enum class Mode : std::uint8_t { update, add, subtract, multiply, divide, maximum, minimum };
  /// @throws Error model_invalid for an unknown mode, shape_mismatch unless the updates have the
  /// shape of what is picked from the container
  Scattered(const LayerSpec& spec, std::span<const Shape> x, const Addresses& to,
            std::uint64_t mode);

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  // Whether a step's gradient depends on the values that it met.
  bool needs_values() const { return mode_ >= Mode::multiply; }

  Shape shape_;
  Addresses to_;
  Mode mode_;
};

/// The registry's entry for a layer that is nothing but a way to address its first input.
/// @param mode_field  where its ScatterMode stands
template <Addresses (*address)(const LayerSpec&, std::span<const Shape>), std::uint32_t mode_field>
LayerType scattered(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            expect_inputs(spec, x, 3, 1);
            return std::make_unique<Scattered>(spec, x, address(spec, x),
                                               spec.params().integer(mode_field));
          }};
}

}  // namespace attune::layers
