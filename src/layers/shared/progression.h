// Values that no input has a part in, in equal steps: fillStatic, fillLike and rangeStatic.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

/// y[i] = start + i step, i being the place in memory.
class Progression : public Layer {
 public:
  struct Terms {
    Shape y;
    float start = 0, step = 0;
  };
  explicit Progression(const Terms& terms) : terms_(terms) {}

  std::vector<Shape> output_shapes() const override { return {terms_.y}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      float* const y = pass.y[0].example(e);
      // In double, so that each value is rounded once.
      for (std::int64_t i = 0; i < terms_.y.size(); ++i) {
        y[i] = static_cast<float>(static_cast<double>(terms_.start) +
                                  static_cast<double>(i) * static_cast<double>(terms_.step));
      }
    }
    return Status::ok;
  }

  // Nothing reaches the output, so nothing goes back.
  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 private:
  Terms terms_;
};

/// The registry's entry for a layer that is nothing but its terms.
template <Progression::Terms (*terms)(const LayerSpec&, std::span<const Shape>)>
LayerType progression(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Progression>(terms(spec, x));
          }};
}

}  // namespace attune::layers
