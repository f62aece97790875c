// Reshape: another C, H and W (and Seq) for the same values.
//   CHANNEL_FIRST 0  the values stay where they are
//   CHANNEL_LAST 1   the values are counted in the order row, column, channel on both sides
//
//   x  [Seq, Batch, C, H, W]
//   y  [Seq, Batch, C', H', W'] for a target of 3 extents, [Seq', Batch, C', H', W'] for one of 4
//
// Reads ReshapeLayerParams: targetShape 1, mode 2. Refuses (model-invalid) a target that is not 3
// or 4 extents above 0, or another mode; (shape-mismatch) a target of another size, anything but
// one input of rank 5.

#include <algorithm>
#include <array>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
// From and to the order [Seq, Batch, H, W, C].
constexpr std::array kChannelLast = {0, 1, 3, 4, 2};
constexpr std::array kChannelFirst = {0, 1, 4, 2, 3};

Shape output_shape(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 5);
  const Shape target = positive_shape(spec, spec.params().signed_integers(1), "target shape");
  if (x[0].rank() != 5 || target.rank() < 3 || target.rank() > 4) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
         ": reshape turns rank 5 into 3 or 4 given extents, got ", x[0], " and ", target);
  }
  const std::int64_t sequence = target.rank() == 4 ? target[0] : x[0][0];
  return target_shape(spec, {sequence, x[0][1], target[-3], target[-2], target[-1]}, x[0]);
}

class Reshape final : public Layer {
 public:
  Reshape(const LayerSpec& spec, std::span<const Shape> x)
      : shape_(output_shape(spec, x)),
        from_x_(kernels::View::permuted(x[0], kChannelLast)),
        to_y_(kernels::View::permuted({shape_[0], shape_[1], shape_[3], shape_[4], shape_[2]},
                                      kChannelFirst)) {
    const std::uint64_t mode = spec.params().integer(2);
    if (mode > 1)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reshape names mode ", mode,
           "; the format has 0 and 1");
    channel_last_ = mode == 1;
    if (!channel_last_) from_x_ = kernels::View(x[0]);
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return channel_last_ ? static_cast<std::uint64_t>(shape_.size()) : 0;
  }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      float* const between = channel_last_ ? pass.scratch.data() : pass.y[0].example(e);
      kernels::gather(from_x_, pass.x[0].example(e), between);
      if (channel_last_) kernels::gather(to_y_, between, pass.y[0].example(e));
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    for (int e = 0; e < pass.examples; ++e) {
      const float* between = pass.dy[0].example(e);
      if (channel_last_) {
        std::fill_n(pass.scratch.data(), shape_.size(), 0.0F);
        kernels::scatter_add(to_y_, between, pass.scratch.data());
        between = pass.scratch.data();
      }
      kernels::scatter_add(from_x_, between, pass.dx[0].example(e));
    }
  }

 private:
  Shape shape_;
  bool channel_last_ = false;
  kernels::View from_x_, to_y_;
};
}  // namespace

LayerType reshape() { return layer_type<Reshape>(LayerKind::reshape); }
}  // namespace attune::layers
