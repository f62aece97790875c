// BatchedMatmul: matrix products over the last two axes, or of the last axis with a learned matrix.
//
// Two inputs: y = A B for each pair of matrices.
//   a  (..., m, k), or (..., k, m) with transposeA
//   b  (..., k, n), or (..., n, k) with transposeB
//   y  (..., m, n); the leading axes are broadcast as NumPy does it
//   An a of rank 1 is a matrix [1, D], a b of rank 1 a matrix [D, 1]; their 1 stays in y. They are
//   transposed after that.
// One input: y[..., o] = b[o] + sum_i W[o, i] a[..., i]
//   a  (..., X1)
//   y  (..., X2)
//   W  stored [X2, X1]: the format's matrix [X1, X2] in column-major order
//   b  [X2]
//   transposeA and transposeB are not looked at.
//
// Reads BatchedMatMulLayerParams. Weights and bias can be trained. int8DynamicQuantize is as
// shared/dense.h says. Refuses (shape-mismatch) matrices that do not fit, leading axes that cannot
// be broadcast, and anything but one or two inputs of rank 1 or more.

#include <algorithm>
#include <array>

#include "kernels/gemm.h"
#include "layers/shared/dense.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
using kernels::Into;
using kernels::Matrix;
using kernels::row_major;
using kernels::transposed;

constexpr std::uint32_t kTransposeA = 1, kTransposeB = 2, kFirst = 5, kSecond = 6, kHasBias = 7,
                        kWeights = 8, kBias = 9, kInt8DynamicQuantize = 10;

class WithWeights final : public Dense {
 public:
  WithWeights(const LayerSpec& spec, std::span<const Shape> x) : Dense(spec, x, options(spec, x)) {}

 private:
  static Options options(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    const format::Message& params = spec.params();
    return {.rows = x[0].size_of(0, x[0].rank() - 1),
            .in = x[0][-1],
            .y = x[0].with(-1, output_count(spec, params.integer(kSecond))),
            .stated_in = params.integer(kFirst),
            .out = params.integer(kSecond),
            .weights = kWeights,
            .bias = kBias,
            .has_bias = params.flag(kHasBias),
            .quantizes_input = params.flag(kInt8DynamicQuantize)};
  }
};

class OfTwo final : public Layer {
 public:
  OfTwo(const LayerSpec& spec, std::span<const Shape> x)
      : transpose_{spec.params().flag(kTransposeA), spec.params().flag(kTransposeB)} {
    expect_inputs(spec, x, 2, 1);
    shapes_[0] = x[0].rank() > 1 ? x[0] : Shape{1, x[0][0]};
    shapes_[1] = x[1].rank() > 1 ? x[1] : Shape{x[1][0], 1};
    const int a = transpose_[0] ? 1 : 0, b = transpose_[1] ? 1 : 0;
    m_ = to_int(spec, shapes_[0][a - 2]), depth_ = to_int(spec, shapes_[0][-1 - a]);
    n_ = to_int(spec, shapes_[1][-1 - b]);
    if (shapes_[1][b - 2] != depth_ || !find_output_shape()) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": batchedMatmul cannot multiply ",
           x[0], a == 0 ? "" : " transposed", " by ", x[1], b == 0 ? "" : " transposed");
    }
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    const auto m = static_cast<std::uint64_t>(m_), n = static_cast<std::uint64_t>(n_),
               depth = static_cast<std::uint64_t>(depth_);
    return std::max(
        {kernels::gemm_scratch_floats(m, n, depth), kernels::gemm_scratch_floats(m, depth, n),
         kernels::gemm_scratch_floats(depth, m, n), kernels::gemm_scratch_floats(depth, n, m),
         kernels::gemm_scratch_floats(n, depth, m)});
  }

  Status forward(const Pass& pass) noexcept override {
    for (std::int64_t i = 0; i < products(pass); ++i) {
      kernels::gemm(a_of(pass, i), b_of(pass, i), Into::overwrite, pass.y[0].data + i * m_ * n_, n_,
                    pass.scratch);
    }
    return Status::ok;
  }

  // dA += dy B', dB += A' dy; where they are stored transposed, the transposes of these.
  void backward(const Pass& pass) noexcept override {
    for (std::int64_t i = 0; i < products(pass); ++i) {
      const Matrix dy = row_major(pass.dy[0].data + i * m_ * n_, m_, n_);
      if (pass.dx[0]) {
        const Matrix b = b_of(pass, i);
        float* const da = pass.dx[0].data + place(0, i);
        if (transpose_[0]) {
          kernels::gemm(b, transposed(dy), Into::add, da, m_, pass.scratch);
        } else {
          kernels::gemm(dy, transposed(b), Into::add, da, depth_, pass.scratch);
        }
      }
      if (pass.dx[1]) {
        const Matrix a = a_of(pass, i);
        float* const db = pass.dx[1].data + place(1, i);
        if (transpose_[1]) {
          kernels::gemm(transposed(dy), a, Into::add, db, depth_, pass.scratch);
        } else {
          kernels::gemm(transposed(a), dy, Into::add, db, n_, pass.scratch);
        }
      }
    }
  }

 private:
  // Aligns the leading axes at their ends. Says whether they can be broadcast.
  bool find_output_shape() {
    const int rank = std::max(shapes_[0].rank(), shapes_[1].rank());
    std::array<std::int64_t, Shape::kMaxRank> extents{};
    for (int axis = 3; axis <= rank; ++axis) {
      const std::int64_t a = axis <= shapes_[0].rank() ? shapes_[0][-axis] : 1,
                         b = axis <= shapes_[1].rank() ? shapes_[1][-axis] : 1;
      if (a != b && a != 1 && b != 1) return false;
      extents[static_cast<std::size_t>(rank - axis)] = a == 1 ? b : a;
    }
    extents[static_cast<std::size_t>(rank - 2)] = m_;
    extents[static_cast<std::size_t>(rank - 1)] = n_;
    y_ = Shape(std::span<const std::int64_t>(extents).first(static_cast<std::size_t>(rank)));
    return true;
  }

  std::int64_t products(const Pass& pass) const {
    return y_.size_of(0, y_.rank() - 2) * pass.examples;
  }

  // Where the matrix of an input stands that the i-th product of the batch reads.
  std::int64_t place(std::size_t input, std::int64_t i) const {
    const Shape& shape = shapes_[input];
    std::int64_t stride = shape[-1] * shape[-2], at = 0;
    for (int axis = 3; axis <= y_.rank(); ++axis) {
      const std::int64_t extent = axis <= shape.rank() ? shape[-axis] : 1;
      if (extent != 1) at += i % y_[-axis] * stride;
      stride *= extent;
      i /= y_[-axis];
    }
    return at + i * shape.size();  // what is left of i counts the examples
  }

  Matrix a_of(const Pass& pass, std::int64_t i) const {
    const float* const a = pass.x[0].data + place(0, i);
    return transpose_[0] ? transposed(row_major(a, depth_, m_)) : row_major(a, m_, depth_);
  }
  Matrix b_of(const Pass& pass, std::int64_t i) const {
    const float* const b = pass.x[1].data + place(1, i);
    return transpose_[1] ? transposed(row_major(b, n_, depth_)) : row_major(b, depth_, n_);
  }

  bool transpose_[2];
  Shape shapes_[2], y_;
  int m_ = 0, n_ = 0, depth_ = 0;
};
}  // namespace

LayerType batched_matmul() {
  return {LayerKind::batched_matmul, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            if (x.size() == 2) return std::make_unique<OfTwo>(spec, x);
            return std::make_unique<WithWeights>(spec, x);
          }};
}
}  // namespace attune::layers
