// Pooling over height and width: each window becomes one value.
//   MAX      y = the largest value that the window sees
//   AVERAGE  y = the sum divided by the window's area, with the padding that it covers or without
//            (avgPoolExcludePadding)
//   L2       y = sqrt(sum of squares)
//
//   x  (..., C, H, W)
//   y  (..., C, H', W')
//      valid: H' = floor((H + padding - k) / s) + 1    same: H' = ceil(H / s)
//      includeLastPixel: H' = ceil((H + 2 p - k) / s) + 1, one less where there is padding and the
//      last window would start behind H + p
//      globalPooling: H' = W' = 1, one window over all
//
// Padding never wins a maximum. A window that sees padding only gives 0. A last window that reaches
// past the padding counts only up to its end.
//
// No parameters that are learned. Reads PoolingLayerParams. Refuses an input of rank below 3, a
// kernel larger than the padded input (shape-mismatch), a missing padding type and an unknown type
// (model-invalid).

#include "kernels/pooling.h"

#include <algorithm>

#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
using kernels::Pool;
using kernels::PoolSteps;

constexpr std::uint32_t kType = 1, kKernelSize = 10, kStride = 20, kValid = 30, kSame = 31,
                        kIncludeLastPixel = 32, kExcludePadding = 50, kGlobal = 60;

class Pooling final : public Layer {
 public:
  Pooling(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 3);
    const format::Message& params = spec.params();
    const std::uint64_t type = params.integer(kType);
    if (type > 2)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": pooling of the unknown type ", type);
    pool_.kind = type == 0 ? Pool::Kind::max : type == 1 ? Pool::Kind::average : Pool::Kind::l2;
    pool_.counts_padding = !params.flag(kExcludePadding);

    const format::Message::Choice padding = params.choice({kValid, kSame, kIncludeLastPixel});
    if (params.flag(kGlobal)) {
      pool_.y = whole(spec, x[0][-2]);
      pool_.x = whole(spec, x[0][-1]);
    } else {
      const Kernel kernel{read_pair(spec, params, kKernelSize, 3, "kernel size"),
                          read_pair(spec, params, kStride, 1, "stride")};
      if (padding.field == kIncludeLastPixel) {
        const Pair amounts = read_pair(spec, padding.message, 10, 0, "padding amount", 0);
        const bool is_padded = amounts.y > 0 || amounts.x > 0;
        pool_.y =
            with_last_pixel(spec, x[0][-2], kernel.size.y, kernel.stride.y, amounts.y, is_padded);
        pool_.x =
            with_last_pixel(spec, x[0][-1], kernel.size.x, kernel.stride.x, amounts.x, is_padded);
      } else {
        const Padding edges = read_padding(spec, kValid, kSame);
        const kernels::Windows windows = windows_over(spec, x[0], kernel, edges);
        pool_.y = with_reach(windows.y, edges.borders.after.y);
        pool_.x = with_reach(windows.x, edges.borders.after.x);
      }
    }
    y_ = with_image(x[0], -1, pool_.y.count, pool_.x.count);
    planes_ = x[0].size_of(0, x[0].rank() - 2);
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }
  bool takes_largest() const override { return pool_.kind == Pool::Kind::max; }

  Status forward(const Pass& pass) noexcept override {
    kernels::pool(pool_, planes_ * pass.examples, pass.x[0].data, pass.y[0].data);
    return Status::ok;
  }

  // max: the first largest gets dy; average: all get dy / count; L2: dx += dy x / y
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    kernels::pool_backward(pool_, planes_ * pass.examples, pass.x[0].data, pass.y[0].data,
                           pass.dy[0].data, pass.dx[0].data);
  }

 private:
  static PoolSteps whole(const LayerSpec& spec, std::int64_t size) {
    const int extent = to_int(spec, size);
    return {{extent, extent, 1, 1, 0, 1}, extent};
  }

  // Windows of "valid" never reach past the padding; for "same" all that they reach is padding.
  static PoolSteps with_reach(const kernels::Steps& steps, std::int64_t after) {
    const std::int64_t windows_end = std::int64_t{steps.count - 1} * steps.stride + steps.kernel;
    const std::int64_t padded = std::int64_t{steps.size} + steps.before + after;
    return {steps, static_cast<int>(std::max(windows_end, padded))};
  }

  static PoolSteps with_last_pixel(const LayerSpec& spec, std::int64_t size, std::int64_t kernel,
                                   std::int64_t stride, std::int64_t amount, bool is_padded) {
    const std::int64_t padded = size + 2 * amount;
    if (padded < kernel) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": pooling has a kernel of ", kernel,
           " elements, an axis of its input with padding only ", padded);
    }
    std::int64_t count = (padded - kernel + stride - 1) / stride + 1;
    if (is_padded && (count - 1) * stride >= size + amount) --count;
    return {{to_int(spec, size), static_cast<int>(kernel), static_cast<int>(stride), 1,
             static_cast<int>(amount), to_int(spec, count)},
            to_int(spec, padded)};
  }

  Pool pool_;
  Shape y_;
  std::int64_t planes_ = 1;  // of one example
};
}  // namespace

LayerType pooling() { return layer_type<Pooling>(LayerKind::pooling); }
}  // namespace attune::layers
