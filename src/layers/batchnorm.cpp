// Batch normalization: each channel shifted and scaled.
//   y = gamma (x - mean) / sqrt(variance + epsilon) + beta
// Mean and variance are the file's, or with computeMeanVar those of x itself: of one image with
// instanceNormalization, else of all images of the leading axes. They never mix the examples of a
// batch, and training changes neither them nor gamma and beta.
//
//   x  (..., C, H, W)
//   y  the same shape
//   gamma, beta, mean, variance  [C]; mean and variance are not read with computeMeanVar
//
// Reads BatchnormLayerParams; an epsilon of 0 means 1e-5. Refuses an input of rank below 3 or with
// another number of channels (shape-mismatch), and arrays of another length (model-invalid).

#include <cmath>

#include "kernels/elementwise.h"
#include "kernels/normalize.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
using kernels::Affine;
using kernels::Runs;

constexpr std::uint32_t kChannels = 1, kComputeMeanVar = 5, kInstanceNormalization = 6,
                        kEpsilon = 10, kGamma = 15, kBeta = 16, kMean = 17, kVariance = 18;

class Batchnorm final : public Layer {
 public:
  Batchnorm(const LayerSpec& spec, std::span<const Shape> x)
      : computes_moments_(spec.params().flag(kComputeMeanVar)),
        epsilon_(spec.params().number(kEpsilon)) {
    expect_inputs(spec, x, 1, 3);
    shape_ = x[0];
    if (spec.params().integer(kChannels) != static_cast<std::uint64_t>(shape_[-3])) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": batchnorm has ",
           spec.params().integer(kChannels), " channels, its input of shape ", shape_, " has ",
           shape_[-3]);
    }
    if (epsilon_ == 0) epsilon_ = 1e-5F;
    const Shape channels{shape_[-3]};
    gamma_ = spec.weights({kGamma}, channels, "gamma");
    beta_ = spec.weights({kBeta}, channels, "beta");
    if (!computes_moments_) {
      mean_ = spec.weights({kMean}, channels, "mean");
      variance_ = spec.weights({kVariance}, channels, "variance");
    }
    images_ = shape_.size_of(0, shape_.rank() - 3);
    together_ = computes_moments_ && !spec.params().flag(kInstanceNormalization) ? images_ : 1;
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    each_group(pass, [&](std::size_t channel, const Runs& runs, std::int64_t at) {
      kernels::apply(affine_of(channel, moments_of(channel, runs, pass.x[0].data + at)), runs,
                     pass.x[0].data + at, pass.y[0].data + at);
    });
    return Status::ok;
  }

  // Stored statistics: dx += dy gamma / sqrt(variance + epsilon)
  // Computed ones: normalize_backward() has the formula.
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    each_group(pass, [&](std::size_t channel, const Runs& runs, std::int64_t at) {
      const float* const x = pass.x[0].data + at;
      const float* const dy = pass.dy[0].data + at;
      float* const dx = pass.dx[0].data + at;
      const kernels::Moments moments = moments_of(channel, runs, x);
      const Affine affine = affine_of(channel, moments);
      if (computes_moments_) {
        kernels::normalize_backward(affine, 1 / std::sqrt(moments.variance + epsilon_), runs, x, dy,
                                    dx);
      } else {
        kernels::add_scaled(affine.factor, dy, dx, static_cast<std::size_t>(runs.length));
      }
    });
  }

 private:
  // Calls visit(channel, runs, where they start) for everything that has one mean and variance.
  template <typename Visit>
  void each_group(const Pass& pass, Visit visit) const {
    const std::int64_t plane = shape_[-2] * shape_[-1], image = plane * shape_[-3];
    const Runs runs{static_cast<std::ptrdiff_t>(together_), static_cast<std::ptrdiff_t>(plane),
                    static_cast<std::ptrdiff_t>(image)};
    for (std::int64_t first = 0; first < images_ * pass.examples; first += together_) {
      for (std::int64_t channel = 0; channel < shape_[-3]; ++channel) {
        visit(static_cast<std::size_t>(channel), runs, first * image + channel * plane);
      }
    }
  }

  kernels::Moments moments_of(std::size_t channel, const Runs& runs, const float* x) const {
    if (computes_moments_) return kernels::moments(runs, x);
    return {(*mean_)[channel], (*variance_)[channel]};
  }

  Affine affine_of(std::size_t channel, const kernels::Moments& moments) const {
    return {moments.mean, (*gamma_)[channel] / std::sqrt(moments.variance + epsilon_),
            (*beta_)[channel]};
  }

  bool computes_moments_;
  float epsilon_;
  Shape shape_;
  Floats gamma_, beta_, mean_, variance_;
  std::int64_t images_ = 1;    // of one example
  std::int64_t together_ = 1;  // images that share a mean and variance
};
}  // namespace

LayerType batchnorm() { return layer_type<Batchnorm>(LayerKind::batchnorm); }
}  // namespace attune::layers
