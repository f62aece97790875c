// Layer normalization: the last axes of the input together brought to mean 0 and variance 1, then
// scaled and shifted value by value.
//   y = gamma (x - mean) / sqrt(variance + eps) + beta
//
//   x            any shape that ends with normalizedShape; what stands before it is batch
//   y            the same shape
//   gamma, beta  [normalizedShape]
//
// Reads LayerNormalizationLayerParams: normalizedShape 1, eps 2 (0 means 1e-5), gamma 3, beta 4.
// gamma and beta are not trained. Refuses (shape-mismatch) an input that ends otherwise, anything
// but one input; (model-invalid) a missing or impossible normalizedShape.

#include <algorithm>
#include <cmath>

#include "kernels/elementwise.h"
#include "kernels/normalize.h"
#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kNormalizedShape = 1, kEpsilon = 2, kGamma = 3, kBeta = 4;

class LayerNormalization final : public Layer {
 public:
  LayerNormalization(const LayerSpec& spec, std::span<const Shape> x)
      : epsilon_(spec.params().number(kEpsilon)) {
    expect_inputs(spec, x, 1, 1);
    if (epsilon_ == 0) epsilon_ = 1e-5F;
    shape_ = x[0];
    const Shape last =
        positive_shape(spec, spec.params().signed_integers(kNormalizedShape), "normalized shape");
    const int leading = shape_.rank() - last.rank();
    if (leading < 0 ||
        !std::ranges::equal(shape_.extents().subspan(static_cast<std::size_t>(leading)),
                            last.extents())) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": layerNormalization works on inputs that end with ", last, ", got ", shape_);
    }
    groups_ = shape_.size_of(0, leading);
    run_.length = static_cast<std::ptrdiff_t>(last.size());
    gamma_ = spec.weights({kGamma}, last, "gamma");
    beta_ = spec.weights({kBeta}, last, "beta");
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override { return length(); }

  Status forward(const Pass& pass) noexcept override {
    each_group(pass, [&](std::ptrdiff_t at) {
      const float* const x = pass.x[0].data + at;
      float* const y = pass.y[0].data + at;
      const kernels::Moments moments = kernels::moments(run_, x);
      kernels::apply({moments.mean, inverse(moments), 0}, run_, x, y);
      kernels::multiply(y, gamma_->data(), y, length());
      kernels::add(beta_->data(), y, length());
    });
    return Status::ok;
  }

  // normalize_backward() has the formula, for dy gamma in place of dy.
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    each_group(pass, [&](std::ptrdiff_t at) {
      const float* const x = pass.x[0].data + at;
      const kernels::Moments moments = kernels::moments(run_, x);
      float* const dn = pass.scratch.data();
      kernels::multiply(pass.dy[0].data + at, gamma_->data(), dn, length());
      kernels::normalize_backward({moments.mean, inverse(moments), 0}, inverse(moments), run_, x,
                                  dn, pass.dx[0].data + at);
    });
  }

 private:
  std::size_t length() const { return static_cast<std::size_t>(run_.length); }
  float inverse(const kernels::Moments& moments) const {
    return 1 / std::sqrt(moments.variance + epsilon_);
  }

  template <typename Visit>
  void each_group(const Pass& pass, Visit visit) const {
    for (std::int64_t i = 0; i < groups_ * pass.examples; ++i) {
      visit(static_cast<std::ptrdiff_t>(i) * run_.length);
    }
  }

  float epsilon_;
  Shape shape_;
  std::int64_t groups_ = 1;  // of one example
  kernels::Runs run_;        // one group
  Floats gamma_, beta_;
};
}  // namespace

LayerType layer_normalization() {
  return layer_type<LayerNormalization>(LayerKind::layer_normalization);
}
}  // namespace attune::layers
