// Inner product (a dense layer): each row of the input times a matrix.
//   y[r, o] = b[o] + sum_i W[o, i] x[r, i]
//
//   x  (C_in), (r, C_in), (r1, r2, C_in), (r, C, H, W) or (r1, r2, C, H, W), where C H W = C_in
//   y  (C_out), (r, C_out), (r1, r2, C_out), (r, C_out, 1, 1) or (r1, r2, C_out, 1, 1)
//   W  [C_out, C_in]
//   b  [C_out]
//
// Reads InnerProductLayerParams. Weights and bias can be trained.
// Refuses int8DynamicQuantize (unsupported), ranks outside 1 to 5 and rows of another length
// (shape-mismatch).

#include <algorithm>

#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
using kernels::Into;
using kernels::row_major;
using kernels::transposed;

constexpr std::uint32_t kInputChannels = 1, kOutputChannels = 2, kHasBias = 10, kWeights = 20,
                        kBias = 21, kInt8DynamicQuantize = 22;

class InnerProduct final : public Layer {
 public:
  InnerProduct(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    if (spec.params().flag(kInt8DynamicQuantize)) {
      fail(ErrorCode::unsupported, InLayer{spec.name()},
           ": innerProduct with int8DynamicQuantize is not supported yet");
    }
    if (x[0].rank() > 5) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": innerProduct reads 1 input of rank 1 to 5, got ", x);
    }
    const int first =
        x[0].rank() < 4 ? x[0].rank() - 1 : x[0].rank() - 3;  // of the axes that make a row
    const std::int64_t in = x[0].size_of(first, x[0].rank());
    if (spec.params().integer(kInputChannels) != static_cast<std::uint64_t>(in)) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": innerProduct has weights for ",
           spec.params().integer(kInputChannels), " values, but its input of shape ", x[0],
           " has rows of ", in);
    }
    const std::uint64_t out = spec.params().integer(kOutputChannels);
    if (out == 0 || out > static_cast<std::uint64_t>(Shape::kMaxSize)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": innerProduct cannot have ", out,
           " outputs");
    }

    rows_ = x[0].size_of(0, first);
    in_ = to_int(spec, in);
    out_ = static_cast<int>(out);
    y_ = first == x[0].rank() - 1 ? x[0].with(-1, out_) : with_image(x[0], out_, 1, 1);
    parameters_.push_back(make_parameter(spec, "weights", {kWeights}, {out_, in_}));
    if (spec.params().flag(kHasBias))
      parameters_.push_back(make_parameter(spec, "biases", {kBias}, {out_}));
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }
  std::span<Parameter> parameters() override { return parameters_; }

  std::uint64_t scratch_floats(int examples) const override {
    const auto rows = static_cast<std::uint64_t>(rows_ * examples),
               in = static_cast<std::uint64_t>(in_), out = static_cast<std::uint64_t>(out_);
    return std::max({kernels::gemm_scratch_floats(rows, out, in),
                     kernels::gemm_scratch_floats(rows, in, out),
                     kernels::gemm_scratch_floats(out, in, rows)});
  }

  Status forward(const Pass& pass) noexcept override {
    const int rows = rows_of(pass);
    float* const y = pass.y[0].data;
    if (has_bias()) {
      for (int row = 0; row < rows; ++row)
        std::copy_n(parameters_[1].value, out_, y + std::ptrdiff_t{row} * out_);
    }
    kernels::gemm(row_major(pass.x[0].data, rows, in_),
                  transposed(row_major(parameters_[0].value, out_, in_)),
                  has_bias() ? Into::add : Into::overwrite, y, out_, pass.scratch);
    return Status::ok;
  }

  // dx += dy W, dW += dy' x, db += the rows of dy, one after the other
  void backward(const Pass& pass) noexcept override {
    const int rows = rows_of(pass);
    const float* const dy = pass.dy[0].data;
    if (float* const dweights = parameters_[0].gradient; dweights != nullptr) {
      kernels::gemm(transposed(row_major(dy, rows, out_)), row_major(pass.x[0].data, rows, in_),
                    Into::add, dweights, in_, pass.scratch);
    }
    if (float* const dbias = has_bias() ? parameters_[1].gradient : nullptr; dbias != nullptr) {
      for (int row = 0; row < rows; ++row)
        kernels::add(dy + std::ptrdiff_t{row} * out_, dbias, static_cast<std::size_t>(out_));
    }
    if (pass.dx[0]) {
      kernels::gemm(row_major(dy, rows, out_), row_major(parameters_[0].value, out_, in_),
                    Into::add, pass.dx[0].data, in_, pass.scratch);
    }
  }

 private:
  bool has_bias() const { return parameters_.size() > 1; }
  int rows_of(const Pass& pass) const { return static_cast<int>(rows_ * pass.examples); }

  std::int64_t rows_ = 1;  // of one example
  int in_ = 0, out_ = 0;
  Shape y_;
  std::vector<Parameter> parameters_;  // weights, biases if there are any
};
}  // namespace

LayerType inner_product() { return layer_type<InnerProduct>(LayerKind::inner_product); }
}  // namespace attune::layers
