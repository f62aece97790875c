// Local response normalization: each value divided by a power of its neighbours' mean square.
//   y[c] = x[c] / s[c]^beta      s[c] = k + alpha / localSize * sum of x[j]^2
// over the localSize channels j around c, at the same place; channels that do not exist count as 0.
// Of an even number of channels the larger half stands behind c.
//
//   x  (..., C, H, W)
//   y  the same shape
//
// No parameters that are learned. Reads LRNLayerParams; a k of 0 means 1. Refuses (shape-mismatch)
// anything but one input of rank 3 or more, (model-invalid) a localSize of 0 and a negative k.

#include <algorithm>

#include "kernels/elementwise.h"
#include "kernels/vector_math.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kAlpha = 1, kBeta = 2, kLocalSize = 3, kK = 4;

class Lrn final : public Layer {
 public:
  Lrn(const LayerSpec& spec, std::span<const Shape> x)
      : beta_(spec.params().number(kBeta)), k_(spec.params().number(kK)) {
    expect_inputs(spec, x, 1, 3);
    const std::uint64_t local_size = spec.params().integer(kLocalSize);
    if (local_size == 0) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": lrn has a localSize of 0");
    }
    if (k_ < 0)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": lrn has the negative k ", k_);
    if (k_ == 0) k_ = 1;
    alpha_ = spec.params().number(kAlpha) / static_cast<float>(local_size);
    shape_ = x[0];
    images_ = shape_.size_of(0, shape_.rank() - 3);
    plane_ = shape_[-2] * shape_[-1];
    // A window wider than twice the channels sees all of them, as any wider one.
    const auto most = static_cast<std::uint64_t>(2 * shape_[-3] + 1);
    before_ = static_cast<std::int64_t>(std::min((local_size - 1) / 2, most));
    after_ = static_cast<std::int64_t>(std::min(local_size / 2, most));
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  // s of one image, and as much again for backward().
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(2 * image());
  }

  Status forward(const Pass& pass) noexcept override {
    float* const s = pass.scratch.data();
    for (std::int64_t i = 0; i < images_ * pass.examples; ++i) {
      const float* const x = pass.x[0].data + i * image();
      float* const y = pass.y[0].data + i * image();
      measure(x, s);
      for (std::int64_t j = 0; j < image(); ++j) y[j] = x[j] * kernels::pow(s[j], -beta_);
    }
    return Status::ok;
  }

  // dx[c] += dy[c] s[c]^-beta - 2 beta alpha / localSize x[c] * sum of dy[j] y[j] / s[j], over the
  // channels j in whose window c stands
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    float* const s = pass.scratch.data();
    float* const share = s + image();
    for (std::int64_t i = 0; i < images_ * pass.examples; ++i) {
      const float *const x = pass.x[0].data + i * image(), *const y = pass.y[0].data + i * image(),
                         *const dy = pass.dy[0].data + i * image();
      float* const dx = pass.dx[0].data + i * image();
      measure(x, s);
      for (std::int64_t j = 0; j < image(); ++j) share[j] = dy[j] * y[j] / s[j];
      for (std::int64_t c = 0; c < shape_[-3]; ++c) {
        const auto [first, last] = around(c, after_, before_);
        for (std::int64_t p = 0; p < plane_; ++p) {
          float sum = 0;
          for (std::int64_t j = first; j < last; ++j) sum += share[j * plane_ + p];
          const std::int64_t at = c * plane_ + p;
          dx[at] += dy[at] * kernels::pow(s[at], -beta_) - 2 * beta_ * alpha_ * x[at] * sum;
        }
      }
    }
  }

 private:
  struct Range {
    std::int64_t first, last;
  };

  std::int64_t image() const { return shape_[-3] * plane_; }

  Range around(std::int64_t channel, std::int64_t before, std::int64_t after) const {
    return {std::max<std::int64_t>(0, channel - before), std::min(shape_[-3], channel + after + 1)};
  }

  // s of one image
  void measure(const float* x, float* s) const {
    const auto plane = static_cast<std::size_t>(plane_);
    for (std::int64_t c = 0; c < shape_[-3]; ++c) {
      float* const to = s + c * plane_;
      std::fill_n(to, plane, 0.0F);
      const auto [first, last] = around(c, before_, after_);
      for (std::int64_t j = first; j < last; ++j) {
        kernels::add_product(x + j * plane_, x + j * plane_, to, plane);
      }
      for (std::size_t p = 0; p < plane; ++p) to[p] = k_ + alpha_ * to[p];
    }
  }

  float alpha_ = 0;  // the file's, divided by localSize
  float beta_, k_;
  Shape shape_;
  std::int64_t images_ = 1, plane_ = 1;  // of one example; floats in a channel
  std::int64_t before_ = 0, after_ = 0;  // neighbours
};
}  // namespace

LayerType lrn() { return layer_type<Lrn>(LayerKind::lrn); }
}  // namespace attune::layers
