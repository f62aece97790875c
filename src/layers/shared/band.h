// A band of diagonals out of each matrix: matrixBandPart, lowerTriangular and upperTriangular.
#pragma once

#include <cstdint>
#include <limits>

#include "layers/layer.h"

namespace attune::layers {

/// y[..., m, n] = x[..., m, n] where lowest <= n - m <= highest, else 0, whatever x holds there.
class Band : public Layer {
 public:
  /// Diagonals, counted from the main one: those to the right are above it.
  struct Limits {
    std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  };
  /// @throws Error shape_mismatch for anything but one input of rank 2 or more
  Band(const LayerSpec& spec, std::span<const Shape> x, const Limits& limits);

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  // Calls visit(first, last) with the part of each row of the batch that stays, as places in x.
  template <typename Visit>
  void each_row(int examples, Visit visit) const;

  Shape shape_;
  Limits limits_;
};

/// The registry's entry for a layer that is nothing but its limits.
template <Band::Limits (*limits)(const LayerSpec&)>
LayerType band(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Band>(spec, x, limits(spec));
          }};
}

}  // namespace attune::layers
