// A stored array as an output: the base of loadConstant and loadConstantND.
#pragma once

#include <algorithm>

#include "layers/shared/axes.h"

namespace attune::layers {

class Constant : public Layer {
 public:
  /// @param y  the shape of the output
  /// @throws Error shape_mismatch when there is an input, model_invalid when the file holds another
  /// number of values
  Constant(const LayerSpec& spec, std::span<const Shape> x, const Shape& y) : shape_(y) {
    expect_inputs(spec, x, 0);
    values_ = spec.weights({2}, y, "values");
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) std::ranges::copy(*values_, pass.y[0].example(e));
    return Status::ok;
  }

  // Nothing reaches the output, so nothing goes back.
  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 private:
  Shape shape_;
  Floats values_;
};

}  // namespace attune::layers
