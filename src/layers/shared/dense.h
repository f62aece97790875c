// Rows times a learned matrix: what innerProduct does, and batchedMatmul with one input.
//   y[r, o] = b[o] + sum_i W[o, i] x[r, i]
//
// With int8DynamicQuantize the weights are int8 with one scale, and the input of one example is
// quantized too before the product:
//   y[r, o] = b[o] + s sum_i W[o, i] q[r, i]     q = x / s rounded to a whole number, ties to even
//                                                s = max |x| / 127; 0 for an input of zeros
// The format leaves the rounding open; s is of the whole input and without an offset here. The
// gradient is that of the product with s q taken for x, and passes the rounding as if it were not
// there.
#pragma once

#include <vector>

#include "layers/layer.h"

namespace attune::layers {

class Dense : public Layer {
 public:
  struct Options {
    std::int64_t rows = 1;                 ///< of one example
    std::int64_t in = 0;                   ///< length of a row of x
    Shape y;                               ///< of the output
    std::uint64_t stated_in = 0, out = 0;  ///< as the parameters have them
    std::uint32_t weights = 0, bias = 0;   ///< fields: [out, in] and [out]
    bool has_bias = false;
    bool quantizes_input = false;  ///< int8DynamicQuantize
  };

  std::vector<Shape> output_shapes() const override { return {y_}; }
  std::span<Parameter> parameters() override { return parameters_; }
  std::uint64_t scratch_floats(int examples) const override;
  bool splits_gradients() const override { return true; }
  Status forward(const Pass& pass) noexcept override;
  void backward(const Pass& pass) noexcept override;

 protected:
  /// @throws Error shape_mismatch when a row of x has another length than the weights are for,
  /// model_invalid for an impossible number of outputs or weights
  Dense(const LayerSpec& spec, std::span<const Shape> x, const Options& options);

 private:
  bool has_bias() const { return parameters_.size() > 1; }
  int rows_of(const Pass& pass) const { return static_cast<int>(rows_ * pass.examples); }
  std::size_t quantized_floats(int examples) const;
  // s q, into the end of scratch; x itself unless the input is quantized.
  const float* rounded_input(const Pass& pass) const;

  std::int64_t rows_ = 1;
  int in_ = 0, out_ = 0;
  bool quantizes_input_ = false;
  Shape y_;
  std::vector<Parameter> parameters_;  // weights, biases if there are any
};

/// The number of outputs as a kernel takes it. @throws Error model_invalid when it is 0 or beyond
/// 2^30
int output_count(const LayerSpec& spec, std::uint64_t count);

}  // namespace attune::layers
