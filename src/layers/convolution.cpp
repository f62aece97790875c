// Convolution and deconvolution over height and width, with stride s, dilation d and padding p.
//   convolution    y[o, i, j] = b[o] + sum over c, u, v of
//                               W[o, c, u, v] x[c, i s + u d - p, j s + v d - p]; outside are zeros
//   deconvolution  y[o, i s + u - p, j s + v - p] = b[o] + the sum of all
//                               W[c, o, u, v] x[c, i, j] that fall on the same place
// With groups, channels are cut into as many equal runs; each run of x makes its own run of y.
//
//   x  (..., C, H, W)
//   y  (..., outputChannels, H', W')
//      valid: H' = floor((H + padding - ((k - 1) d + 1)) / s) + 1    same: H' = ceil(H / s)
//      deconvolution, which ignores d: valid H' = (H - 1) s + k - padding, same H' = H s, or
//      outputShape, around which the kernels' reach is centred, or with which it starts if smaller
//   W  [outputChannels, C / groups, kH, kW]; deconvolution [C, outputChannels / groups, kH, kW].
//      A convolution's may come as a second input instead, axes of extent 1 in front of them
//   b  [outputChannels]
//
// Reads ConvolutionLayerParams. Weights and bias can be trained.
// Refuses a deconvolution whose weights are an input (unsupported), an input of rank below 3 or
// with another number of channels, weights of another shape, a kernel larger than the padded input
// (shape-mismatch), and parameters that contradict each other (model-invalid).

#include <algorithm>
#include <optional>

#include "kernels/correlation.h"
#include "kernels/elementwise.h"
#include "kernels/sums.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
using kernels::Correlation;

constexpr std::uint32_t kOutputChannels = 1, kKernelChannels = 2, kGroups = 10, kKernelSize = 20,
                        kStride = 30, kDilation = 40, kValid = 50, kSame = 51,
                        kIsDeconvolution = 60, kHasBias = 70, kWeights = 90, kBias = 91,
                        kOutputShape = 100;

class Convolution final : public Layer {
 public:
  Convolution(const LayerSpec& spec, std::span<const Shape> x)
      : is_deconvolution_(spec.params().flag(kIsDeconvolution)), reads_weights_(x.size() == 2) {
    if (reads_weights_ && is_deconvolution_) {
      fail(ErrorCode::unsupported, InLayer{spec.name()},
           ": only a convolution may have its weights as an input, not a deconvolution");
    }
    expect_inputs(spec, x, reads_weights_ ? 2 : 1, 3);
    check_channels(spec, x[0]);

    Kernel kernel{read_pair(spec, spec.params(), kKernelSize, 3, "kernel size"),
                  read_pair(spec, spec.params(), kStride, 1, "stride")};
    if (!is_deconvolution_) {
      kernel.dilation = read_pair(spec, spec.params(), kDilation, 1, "dilation factor");
    }
    const Padding padding = read_padding(spec, kValid, kSame);
    const Shape weights =
        is_deconvolution_
            ? Shape{in_channels_, out_channels_ / groups_, kernel.size.y, kernel.size.x}
            : Shape{out_channels_, in_channels_ / groups_, kernel.size.y, kernel.size.x};

    if (is_deconvolution_) {
      windows_ = windows_under(spec, x[0], kernel, padding);
      y_ = with_image(x[0], out_channels_, windows_.y.size, windows_.x.size);
    } else {
      windows_ = windows_over(spec, x[0], kernel, padding);
      y_ = with_image(x[0], out_channels_, windows_.y.count, windows_.x.count);
    }
    const int in = to_int(spec, in_channels_), out = to_int(spec, out_channels_),
              groups = to_int(spec, groups_);
    correlation_.emplace(windows_, is_deconvolution_ ? out : in, is_deconvolution_ ? in : out,
                         groups);
    images_ = x[0].size_of(0, x[0].rank() - 3);

    if (reads_weights_) {
      const bool fits = x[1].size() == weights.size() && x[1].rank() >= 4 &&
                        std::ranges::equal(x[1].extents().last(4), weights.extents());
      if (!fits) {
        fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
             ": convolution needs weights of shape ", weights, ", but its second input has ", x[1]);
      }
    } else {
      // A deconvolution's channels are its second axis.
      parameters_.push_back(
          make_parameter(spec, "weights", {kWeights}, weights, is_deconvolution_ ? 1 : 0));
    }
    if (spec.params().flag(kHasBias))
      parameters_.push_back(make_parameter(spec, "biases", {kBias}, {out_channels_}));
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }
  std::span<Parameter> parameters() override { return parameters_; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return correlation_->scratch_floats();
  }

  bool splits_gradients() const override { return !reads_weights_; }

  Status forward(const Pass& pass) noexcept override {
    each_run(pass, [&](const Run& run) {
      float* const y = pass.y[0].data + run.y_at;
      start_with_bias(y, run.images);
      if (is_deconvolution_) {
        for (int i = 0; i < run.images; ++i) {
          correlation_->add_to_image(pass.x[0].data + run.x_at + i * run.x_step, run.weights,
                                     y + i * run.y_step, pass.scratch);
        }
      } else {
        correlation_->add_to_map(pass.x[0].data + run.x_at, run.weights, y, pass.scratch,
                                 run.images);
      }
    });
    return Status::ok;
  }

  // dx += W the other way round times dy
  // dW += dy times the patches of x; in a deconvolution x times those of dy
  // db += the sum of dy over the image
  void backward(const Pass& pass) noexcept override {
    float* const dbias = has_bias() ? parameters_.back().gradient : nullptr;
    each_run(pass, [&](const Run& run) {
      const float* const x = pass.x[0].data + run.x_at;
      const float* const dy = pass.dy[0].data + run.y_at;
      if (run.dweights != nullptr && pass.share.parts > 0) {
        correlation_->add_to_weights(is_deconvolution_ ? x : dy, is_deconvolution_ ? dy : x,
                                     run.dweights, pass.scratch, run.images, pass.share);
      }
      if (dbias != nullptr && pass.share.parts > 0) add_to_bias(dy, run.images, pass.share, dbias);
      if (!pass.dx[0]) return;
      float* const dx = pass.dx[0].data + run.x_at;
      if (is_deconvolution_) {
        correlation_->add_to_map(dy, run.weights, dx, pass.scratch, run.images);
        return;
      }
      for (int i = 0; i < run.images; ++i) {
        correlation_->add_to_image(dy + i * run.y_step, run.weights, dx + i * run.x_step,
                                   pass.scratch);
      }
    });
  }

 private:
  void check_channels(const LayerSpec& spec, const Shape& x) {
    const format::Message& params = spec.params();
    const std::uint64_t groups = params.integer(kGroups) == 0 ? 1 : params.integer(kGroups);
    const std::uint64_t kernel_channels = params.integer(kKernelChannels),
                        out = params.integer(kOutputChannels);
    const auto in = static_cast<std::uint64_t>(x[-3]);
    constexpr auto kMost = static_cast<std::uint64_t>(Shape::kMaxSize);
    if (out == 0 || out > kMost || groups > kMost || out % groups != 0 || in % groups != 0) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": convolution cannot make ", out,
           " channels out of ", in, " in ", groups, groups == 1 ? " group" : " groups");
    }
    const std::uint64_t expected = is_deconvolution_ ? in : in / groups;
    if (kernel_channels != expected) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": convolution has kernels of ",
           kernel_channels, " channels; for an input of shape ", x,
           groups == 1 ? "" : sentence(" in ", groups, " groups"), " it needs ", expected);
    }
    in_channels_ = x[-3];
    out_channels_ = static_cast<std::int64_t>(out);
    groups_ = static_cast<std::int64_t>(groups);
  }

  // A deconvolution's windows stand on its output: one for each element of x.
  static kernels::Windows windows_under(const LayerSpec& spec, const Shape& x, const Kernel& kernel,
                                        const Padding& padding) {
    const Pair shape = read_pair(spec, spec.params(), kOutputShape, 0, "output shape");
    const bool has_shape = !spec.params().integers(kOutputShape).empty();
    const auto along = [&](std::int64_t size, std::int64_t Pair::* axis) {
      const std::int64_t width = kernel.size.*axis, stride = kernel.stride.*axis;
      const std::int64_t reach = (size - 1) * stride + width;
      std::int64_t out = 0, before = 0;
      if (has_shape) {
        out = shape.*axis;
        before = std::max<std::int64_t>(0, reach - out) / 2;
      } else if (padding.same) {
        out = size * stride;
        before = padding.before(std::max<std::int64_t>(0, reach - out));
      } else {
        before = padding.borders.before.*axis;
        out = reach - before - padding.borders.after.*axis;
      }
      if (out < 1) {
        fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
             ": deconvolution of an input of shape ", x, " leaves no ",
             axis == &Pair::y ? "rows" : "columns");
      }
      return kernels::Steps{to_int(spec, out),    to_int(spec, width), to_int(spec, stride), 1,
                            to_int(spec, before), to_int(spec, size)};
    };
    return {along(x[-2], &Pair::y), along(x[-1], &Pair::x)};
  }

  // Images one after the other that share their weights: all of them, or those of one example
  // where the weights are an input.
  struct Run {
    int images;
    std::int64_t x_at, y_at, x_step, y_step;
    const float* weights;
    float* dweights;
  };

  template <typename Visit>
  void each_run(const Pass& pass, Visit visit) const {
    const std::int64_t images = images_ * pass.examples;
    if (images == 0) return;
    const std::int64_t x_step = pass.x[0].size() / images, y_step = pass.y[0].size() / images;
    if (!reads_weights_) {
      visit(Run{static_cast<int>(images), 0, 0, x_step, y_step, parameters_[0].value,
                parameters_[0].gradient});
      return;
    }
    for (int e = 0; e < pass.examples; ++e) {
      const bool wants_gradient = !pass.dx.empty() && pass.dx[1];
      visit(Run{static_cast<int>(images_), e * images_ * x_step, e * images_ * y_step, x_step,
                y_step, pass.x[1].example(e), wants_gradient ? pass.dx[1].example(e) : nullptr});
    }
  }

  bool has_bias() const { return parameters_.size() > (reads_weights_ ? 0 : 1); }
  // Floats in a channel of y.
  std::size_t plane() const { return static_cast<std::size_t>(y_[-2] * y_[-1]); }

  void start_with_bias(float* y, int images) const {
    for (std::int64_t c = 0; c < images * out_channels_; ++c) {
      kernels::fill(has_bias() ? parameters_.back().value[c % out_channels_] : 0, y, plane());
      y += plane();
    }
  }

  void add_to_bias(const float* dy, int images, Share share, float* dbias) const {
    const auto [first, count] = share.of(static_cast<int>(out_channels_));
    for (int i = 0; i < images; ++i) {
      for (int c = first; c < first + count; ++c) {
        const std::ptrdiff_t plane_number = i * static_cast<std::ptrdiff_t>(out_channels_) + c;
        dbias[c] += kernels::sum(dy + plane_number * static_cast<std::ptrdiff_t>(plane()), plane());
      }
    }
  }

  bool is_deconvolution_, reads_weights_;
  std::int64_t in_channels_ = 0, out_channels_ = 0, groups_ = 1;
  std::int64_t images_ = 1;  // of one example
  kernels::Windows windows_;
  std::optional<Correlation> correlation_;
  Shape y_;
  std::vector<Parameter> parameters_;  // weights unless they are an input, biases if there are any
};
}  // namespace

LayerType convolution() { return layer_type<Convolution>(LayerKind::convolution); }
}  // namespace attune::layers
