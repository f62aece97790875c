// Mean and variance normalization: shifted to mean 0 and, if asked for, scaled to variance 1.
//   y = x - mean    or, with normalizeVariance,    y = (x - mean) / sqrt(variance + epsilon)
// of each channel's image, or of all channels of an image together (acrossChannels).
//
//   x  (..., C, H, W)
//   y  the same shape
//
// No parameters that are learned. Reads MeanVarianceNormalizeLayerParams; an epsilon of 0 means
// 1e-6. Refuses (shape-mismatch) anything but one input of rank 3 or more.

#include <cmath>

#include "kernels/normalize.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kAcrossChannels = 1, kNormalizeVariance = 2, kEpsilon = 3;

class Mvn final : public Layer {
 public:
  Mvn(const LayerSpec& spec, std::span<const Shape> x)
      : normalizes_variance_(spec.params().flag(kNormalizeVariance)),
        epsilon_(spec.params().number(kEpsilon)) {
    expect_inputs(spec, x, 1, 3);
    if (epsilon_ == 0) epsilon_ = 1e-6F;
    shape_ = x[0];
    const int first = shape_.rank() - (spec.params().flag(kAcrossChannels) ? 3 : 2);
    groups_ = shape_.size_of(0, first);
    run_.length = static_cast<std::ptrdiff_t>(shape_.size_of(first, shape_.rank()));
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    each_group(pass, [&](std::ptrdiff_t at) {
      const float* const x = pass.x[0].data + at;
      const kernels::Moments moments = kernels::moments(run_, x);
      kernels::apply({moments.mean, factor(moments), 0}, run_, x, pass.y[0].data + at);
    });
    return Status::ok;
  }

  // normalize_backward() has the formula.
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    each_group(pass, [&](std::ptrdiff_t at) {
      const float* const x = pass.x[0].data + at;
      const kernels::Moments moments = kernels::moments(run_, x);
      kernels::normalize_backward({moments.mean, factor(moments), 0},
                                  normalizes_variance_ ? factor(moments) : 0, run_, x,
                                  pass.dy[0].data + at, pass.dx[0].data + at);
    });
  }

 private:
  float factor(const kernels::Moments& moments) const {
    return normalizes_variance_ ? 1 / std::sqrt(moments.variance + epsilon_) : 1;
  }

  template <typename Visit>
  void each_group(const Pass& pass, Visit visit) const {
    for (std::int64_t i = 0; i < groups_ * pass.examples; ++i) {
      visit(static_cast<std::ptrdiff_t>(i) * run_.length);
    }
  }

  bool normalizes_variance_;
  float epsilon_;
  Shape shape_;
  std::int64_t groups_ = 1;  // of one example
  kernels::Runs run_;        // one group
};
}  // namespace

LayerType mvn() { return layer_type<Mvn>(LayerKind::mvn); }
}  // namespace attune::layers
