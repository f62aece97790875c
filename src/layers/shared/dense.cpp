#include "layers/shared/dense.h"

#include <algorithm>
#include <cmath>

#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
using kernels::Into;
using kernels::row_major;
using kernels::transposed;

int output_count(const LayerSpec& spec, std::uint64_t count) {
  if (count == 0 || count > static_cast<std::uint64_t>(Shape::kMaxSize)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot have ", count, " outputs");
  }
  return static_cast<int>(count);
}

Dense::Dense(const LayerSpec& spec, std::span<const Shape> x, const Options& options)
    : rows_(options.rows), quantizes_input_(options.quantizes_input), y_(options.y) {
  if (options.stated_in != static_cast<std::uint64_t>(options.in)) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has weights for ", options.stated_in, " values, but its input of shape ", x[0],
         " has rows of ", options.in);
  }
  in_ = to_int(spec, options.in);
  out_ = output_count(spec, options.out);
  if (quantizes_input_ && !spec.weight_params({options.weights}).is_int8()) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " with int8DynamicQuantize needs its weights as int8RawValue");
  }
  parameters_.push_back(make_parameter(spec, "weights", {options.weights}, {out_, in_}));
  if (options.has_bias)
    parameters_.push_back(make_parameter(spec, "biases", {options.bias}, {out_}));
}

std::size_t Dense::quantized_floats(int examples) const {
  return quantizes_input_ ? static_cast<std::size_t>(rows_ * in_ * examples) : 0;
}

std::uint64_t Dense::scratch_floats(int examples) const {
  const auto rows = static_cast<std::uint64_t>(rows_ * examples),
             in = static_cast<std::uint64_t>(in_), out = static_cast<std::uint64_t>(out_);
  return quantized_floats(examples) + std::max({kernels::gemm_scratch_floats(rows, out, in),
                                                kernels::gemm_scratch_floats(rows, in, out),
                                                kernels::gemm_scratch_floats(out, in, rows)});
}

const float* Dense::rounded_input(const Pass& pass) const {
  const std::size_t size = quantized_floats(pass.examples);
  if (size == 0) return pass.x[0].data;
  float* const rounded = pass.scratch.last(size).data();
  const std::int64_t count = rows_ * in_;
  for (int e = 0; e < pass.examples; ++e) {
    const float* const x = pass.x[0].example(e);
    float* const to = rounded + e * count;
    float largest = 0;
    for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::fabs(x[i]));
    const float step = largest / 127;
    for (std::int64_t i = 0; i < count; ++i)
      to[i] = step > 0 ? std::nearbyint(x[i] / step) * step : 0;
  }
  return rounded;
}

Status Dense::forward(const Pass& pass) noexcept {
  const int rows = rows_of(pass);
  float* const y = pass.y[0].data;
  if (has_bias()) {
    for (int row = 0; row < rows; ++row)
      std::copy_n(parameters_[1].value, out_, y + std::ptrdiff_t{row} * out_);
  }
  kernels::gemm(row_major(rounded_input(pass), rows, in_),
                transposed(row_major(parameters_[0].value, out_, in_)),
                has_bias() ? Into::add : Into::overwrite, y, out_, pass.scratch);
  return Status::ok;
}

// dx += dy W, dW += dy' x, db += the rows of dy, one after the other
void Dense::backward(const Pass& pass) noexcept {
  const int rows = rows_of(pass);
  const float* const dy = pass.dy[0].data;
  const auto [first, count] =
      pass.share.parts > 0 ? pass.share.of(static_cast<int>(out_), 4) : Share::Range{0, 0};
  if (float* const dweights = parameters_[0].gradient; dweights != nullptr && count > 0) {
    kernels::gemm({dy + first, count, rows, 1, out_}, row_major(rounded_input(pass), rows, in_),
                  Into::add, dweights + std::ptrdiff_t{first} * in_, in_, pass.scratch);
  }
  if (float* const dbias = has_bias() ? parameters_[1].gradient : nullptr; dbias != nullptr) {
    for (int row = 0; row < rows && count > 0; ++row) {
      kernels::add(dy + std::ptrdiff_t{row} * out_ + first, dbias + first,
                   static_cast<std::size_t>(count));
    }
  }
  if (pass.dx[0]) {
    kernels::gemm(row_major(dy, rows, out_), row_major(parameters_[0].value, out_, in_), Into::add,
                  pass.dx[0].data, in_, pass.scratch);
  }
}

}  // namespace attune::layers
