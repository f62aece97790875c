// Pooling over depth, height and width: the base of pooling3d and globalPooling3d.
//   MAX      y = the largest value that the window sees; padding never wins
//   AVERAGE  y = the sum divided by the window's volume
#pragma once

#include "kernels/volume_pooling.h"
#include "layers/shared/volume.h"

namespace attune::layers {

class VolumePooling : public Layer {
 public:
  std::vector<Shape> output_shapes() const override { return {y_}; }

  Status forward(const Pass& pass) noexcept override {
    kernels::pool_volumes(pool_, volumes_ * pass.examples, pass.x[0].data, pass.y[0].data);
    return Status::ok;
  }

  // max: the first largest gets dy; average: all get dy / count
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    kernels::pool_volumes_backward(pool_, volumes_ * pass.examples, pass.x[0].data, pass.dy[0].data,
                                   pass.dx[0].data);
  }

 protected:
  /// @throws Error shape_mismatch unless there is one input of rank 5 or more, model_invalid for an
  /// unknown type (field 1)
  VolumePooling(const LayerSpec& spec, std::span<const Shape> x) {
    expect_volume(spec, x);
    const std::uint64_t type = spec.params().integer(1);
    if (type > 1) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " of the unknown type ", type);
    }
    pool_.average = type == 1;
    volumes_ = x[0].size_of(0, x[0].rank() - 3);
  }

  void set_steps(const Shape& x) {
    y_ = with_volume(x, -1, {pool_.axes[0].count, pool_.axes[1].count, pool_.axes[2].count});
  }

  kernels::VolumePool pool_;

 private:
  Shape y_;
  std::int64_t volumes_ = 1;  // of one example: all in front of the depth
};

}  // namespace attune::layers
