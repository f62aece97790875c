// Rows of a table, chosen by number: the base of embedding and embeddingND.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

/// y[c] = weights[c, x] + bias[c] for each number x of the input, rounded toward zero.
///
/// forward() fails when a number is not in 0 … vocabulary - 1. No gradient by the input: it is a
/// choice.
class Lookup : public Layer {
 public:
  struct Table {
    Shape x;        ///< of the input
    int axis = -1;  ///< of x, extent 1: where the output has `size` values
    std::uint64_t vocabulary = 0, size = 0;
    bool has_bias = false;
  };
  /// Reads the weights from {20} as [size, vocabulary] and the bias from {21} as [size].
  /// @throws Error model_invalid when the file holds another number of values
  Lookup(const LayerSpec& spec, const Table& table);

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::span<Parameter> parameters() override { return parameters_; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 private:
  Shape shape_;
  std::int64_t vocabulary_ = 0, size_ = 0;
  std::vector<Parameter> parameters_;  // weights, biases if there are any
};

}  // namespace attune::layers
