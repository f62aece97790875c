// A function of two values, element by element, with NumPy's rule for shapes: the base of the
// comparisons, the logical layers, divide, floorDiv, mod and powBroadcastable.
#pragma once

#include "layers/shared/broadcast.h"

namespace attune::layers {

/// y = value(a, b). One class for all functions; what differs is three pointers.
class Pairwise final : public Broadcast {
 public:
  struct Function {
    float (*value)(float a, float b) = nullptr;
    /// The derivatives by a and by b, given y = value(a, b). Null where one is 0 almost everywhere.
    float (*slope_a)(float a, float b, float y) = nullptr;
    float (*slope_b)(float a, float b, float y) = nullptr;
    /// The parameter that stands in for b when there is one input; 0: there must be two.
    std::uint32_t alpha_field = 0;
  };

  /// @throws Error shape_mismatch for another number of inputs, or shapes that cannot be repeated
  /// to one
  Pairwise(const LayerSpec& spec, std::span<const Shape> x, const Function& function);

  std::uint64_t scratch_floats(int examples) const override;
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  const float* second(const Pass& pass, int example) const;

  Function function_;
  float alpha_ = 0;
};

/// The registry's entry for one function.
template <const Pairwise::Function& function>
LayerType pairwise_type(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Pairwise>(spec, x, function);
          }};
}

}  // namespace attune::layers
