// L2 normalization: each image divided by its length.
//   y = x / sqrt(sum of x^2 over channels, rows and columns + epsilon)
//
//   x  (..., C, H, W)
//   y  the same shape
//
// No parameters that are learned. Reads L2NormalizeLayerParams; an epsilon of 0 means 1e-6. Refuses
// (shape-mismatch) anything but one input of rank 3 or more.

#include <cmath>

#include "kernels/elementwise.h"
#include "kernels/sums.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
class L2Normalize final : public Layer {
 public:
  L2Normalize(const LayerSpec& spec, std::span<const Shape> x) : epsilon_(spec.params().number(1)) {
    expect_inputs(spec, x, 1, 3);
    if (epsilon_ == 0) epsilon_ = 1e-6F;
    shape_ = x[0];
    images_ = shape_.size_of(0, shape_.rank() - 3);
    size_ = static_cast<std::size_t>(shape_.size_of(shape_.rank() - 3, shape_.rank()));
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    each_image(pass, [&](std::size_t at) {
      const float* const x = pass.x[0].data + at;
      kernels::divide(x, length(x), pass.y[0].data + at, size_);
    });
    return Status::ok;
  }

  // dx += (dy - y (dy . y)) / length
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    each_image(pass, [&](std::size_t at) {
      const float *const y = pass.y[0].data + at, *const dy = pass.dy[0].data + at;
      float* const dx = pass.dx[0].data + at;
      const float inverse = 1 / length(pass.x[0].data + at);
      kernels::add_scaled(inverse, dy, dx, size_);
      kernels::add_scaled(-inverse * kernels::sum_of_products(dy, y, size_), y, dx, size_);
    });
  }

 private:
  float length(const float* x) const {
    return std::sqrt(kernels::sum_of_products(x, x, size_) + epsilon_);
  }

  template <typename Visit>
  void each_image(const Pass& pass, Visit visit) const {
    for (std::int64_t i = 0; i < images_ * pass.examples; ++i) {
      visit(static_cast<std::size_t>(i) * size_);
    }
  }

  float epsilon_;
  Shape shape_;
  std::int64_t images_ = 1;  // of one example
  std::size_t size_ = 0;     // of an image
};
}  // namespace

LayerType l2_normalize() { return layer_type<L2Normalize>(LayerKind::l2_normalize); }
}  // namespace attune::layers
