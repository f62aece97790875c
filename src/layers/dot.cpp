// Dot: the dot product of two vectors, or the cosine of the angle between them.
//   y = sum_c a[c] b[c]        y = sum_c a[c] b[c] / (|a| |b|), 0 where a vector is 0
//
//   a, b  (..., C, 1, 1)
//   y     (..., 1, 1, 1)
//
// Reads DotProductLayerParams: cosineSimilarity 1. Refuses (shape-mismatch) anything but two equal
// inputs of rank 3 or more whose last two extents are 1.

#include <cmath>

#include "kernels/elementwise.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
class Dot final : public Layer {
 public:
  Dot(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 2, 3);
    if (x[0] != x[1] || x[0][-1] != 1 || x[0][-2] != 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": dot reads two inputs of one shape [..., C, 1, 1], got ", x);
    }
    shape_ = x[0].with(-3, 1);
    length_ = static_cast<std::size_t>(x[0][-3]);
    cosine_ = spec.params().flag(1);
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const float *a = pass.x[0].data, *b = pass.x[1].data;
    for (float& y : pass.y[0].span()) {
      y = kernels::dot(a, b, length_);
      if (cosine_ && y != 0) y /= norm(a) * norm(b);
      a += length_;
      b += length_;
    }
    return Status::ok;
  }

  // da += dy b; for the cosine da += dy (b / (|a| |b|) - y a / |a|^2); the same for b
  void backward(const Pass& pass) noexcept override {
    std::size_t start = 0;
    const std::span<const float> dy = pass.dy[0].span();
    for (std::size_t i = 0; i < dy.size(); ++i, start += length_) {
      for (std::size_t one = 0; one < 2; ++one) {
        if (!pass.dx[one]) continue;
        const float *mine = pass.x[one].data + start, *others = pass.x[1 - one].data + start;
        float* const dx = pass.dx[one].data + start;
        if (!cosine_) {
          kernels::add_scaled(dy[i], others, dx, length_);
          continue;
        }
        const float my_norm = norm(mine), other_norm = norm(others);
        if (my_norm == 0 || other_norm == 0) continue;
        kernels::add_scaled(dy[i] / (my_norm * other_norm), others, dx, length_);
        kernels::add_scaled(-dy[i] * pass.y[0].data[i] / (my_norm * my_norm), mine, dx, length_);
      }
    }
  }

 private:
  float norm(const float* vector) const { return std::sqrt(kernels::dot(vector, vector, length_)); }

  Shape shape_;
  std::size_t length_ = 0;
  bool cosine_ = false;
};
}  // namespace

LayerType dot() { return layer_type<Dot>(LayerKind::dot); }
}  // namespace attune::layers
