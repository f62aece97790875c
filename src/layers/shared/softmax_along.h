// Softmax along an axis: what softmax (axis -3) and softmaxND (any axis) do.
#pragma once

#include "kernels/softmax.h"
#include "layers/shared/axes.h"

namespace attune::layers {

class SoftmaxAlong : public Layer {
 public:
  /// @throws Error shape_mismatch unless there is one input, of at least that rank, with that axis
  SoftmaxAlong(const LayerSpec& spec, std::span<const Shape> x, std::int64_t axis, int least_rank) {
    expect_inputs(spec, x, 1, least_rank);
    shape_ = x[0];
    const int along = resolve_axis(spec, axis, shape_.rank());
    layout_ = {shape_.size_of(0, along), shape_[along], shape_.size_of(along + 1, shape_.rank())};
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    kernels::softmax(batch_of(pass), pass.x[0].data, pass.y[0].data);
    return Status::ok;
  }

  // dx[c] += y[c] (dy[c] - sum_k dy[k] y[k])
  void backward(const Pass& pass) noexcept override {
    if (pass.dx[0])
      kernels::softmax_backward(batch_of(pass), pass.y[0].data, pass.dy[0].data, pass.dx[0].data);
  }

 private:
  kernels::LaneLayout batch_of(const Pass& pass) const {
    return {layout_.outer * pass.examples, layout_.length, layout_.inner};
  }

  Shape shape_;
  kernels::LaneLayout layout_;
};

}  // namespace attune::layers
