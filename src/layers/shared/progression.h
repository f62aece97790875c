// Values that no input has a part in, in equal steps: fillStatic, fillLike and rangeStatic.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

/// y[i] = start + i step, i being the place in memory.
class Progression : public Layer {
 public:
  Progression(const Shape& y, float start, float step = 0)
      : shape_(y), start_(start), step_(step) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      float* const y = pass.y[0].example(e);
      // In double, so that each value is rounded once.
      for (std::int64_t i = 0; i < shape_.size(); ++i) {
        y[i] = static_cast<float>(static_cast<double>(start_) +
                                  static_cast<double>(i) * static_cast<double>(step_));
      }
    }
    return Status::ok;
  }

  // Nothing reaches the output, so nothing goes back.
  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 private:
  Shape shape_;
  float start_, step_;
};

}  // namespace attune::layers
