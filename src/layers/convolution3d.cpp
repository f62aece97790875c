// Convolution and deconvolution over depth, height and width.
//   convolution    y[o, i] = b[o] + sum over c, u of W[o, c, u] x[c, i s + u d - p]; outside are
//                  zeros; i, u, s, d, p stand for one number an axis
//   deconvolution  y[o, i s + u d - p] = b[o] + the sum of all W[o, c, u] x[c, i] that fall on the
//                  same place
// With groups, channels are cut into as many equal runs; each run of x makes its own run of y.
//
//   x  (..., C, D, H, W)
//   y  (..., outputChannels, D', H', W')
//      custom and valid: D' = floor((D + padding - ((k - 1) d + 1)) / s) + 1    same: ceil(D / s)
//      deconvolution: custom and valid (D - 1) s + (k - 1) d + 1 - padding, same D s, or
//      outputShape: with custom padding it starts behind the padding in front, else the kernels'
//      reach is centred around it
//   W  [outputChannels, C / groups, kD, kH, kW]; deconvolution [outputChannels / groups, C, ...],
//      where the group of the output follows from that of c
//   b  [outputChannels]
//
// Computed as the sum over the kernel's depth of two-dimensional ones, channels and depth exchanged
// for it.
//
// Reads Convolution3DLayerParams; no groups (0) are 1. Weights and bias are parameters; Apple's
// rules do not let them be trained. Refuses an input of rank below 5 or with another number of
// channels, a kernel larger than the padded input (shape-mismatch), and parameters that contradict
// each other (model-invalid).

#include <algorithm>
#include <optional>

#include "kernels/correlation.h"
#include "kernels/elementwise.h"
#include "kernels/sums.h"
#include "layers/shared/dense.h"
#include "layers/shared/spatial.h"
#include "layers/shared/volume.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kOutputChannels = 1, kInputChannels = 2, kGroups = 10, kKernel = 20,
                        kStride = 31, kDilation = 40, kHasBias = 50, kWeights = 60, kBias = 61,
                        kPaddingType = 70, kPadding = 80, kIsDeconvolution = 86, kOutputShape = 87;

// [channels, depth, plane] as [depth, channels, plane] or, with the counts exchanged, back.
void exchange(const float* from, std::int64_t channels, std::int64_t depth, std::int64_t plane,
              float* to) {
  for (std::int64_t d = 0; d < depth; ++d) {
    for (std::int64_t c = 0; c < channels; ++c)
      to = std::copy_n(from + (c * depth + d) * plane, plane, to);
  }
}

class Convolution3d final : public Layer {
 public:
  Convolution3d(const LayerSpec& spec, std::span<const Shape> x)
      : is_deconvolution_(spec.params().flag(kIsDeconvolution)) {
    expect_volume(spec, x);
    const std::int64_t groups = check_channels(spec, x[0]);
    kernel_ = {read_triple(spec, kKernel, "kernel size"), read_triple(spec, kStride, "stride"),
               read_triple(spec, kDilation, "dilation")};
    const VolumePadding padding = read_volume_padding(spec, kPaddingType, kPadding);
    std::array<kernels::Steps, 3> steps;
    Triple extents{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t size = x[0][static_cast<int>(axis) - 3];
      steps[axis] = is_deconvolution_ ? steps_under(spec, size, axis, padding)
                                      : steps_over(spec, size, axis, kernel_, padding);
      extents[axis] = is_deconvolution_ ? steps[axis].size : steps[axis].count;
    }
    depth_ = steps[0];
    y_ = with_volume(x[0], out_channels_, extents);
    volumes_ = x[0].size_of(0, x[0].rank() - 4);
    x_plane_ = x[0][-2] * x[0][-1], y_plane_ = y_[-2] * y_[-1];
    const int image = to_int(spec, is_deconvolution_ ? out_channels_ : in_channels_),
              map = to_int(spec, is_deconvolution_ ? in_channels_ : out_channels_);
    correlation_.emplace(kernels::Windows{steps[1], steps[2]}, image, map,
                         static_cast<int>(groups));
    map_channels_ = map, image_channels_ = image / groups;

    const std::int64_t first = is_deconvolution_ ? out_channels_ / groups : out_channels_;
    const std::int64_t second = is_deconvolution_ ? in_channels_ : in_channels_ / groups;
    parameters_.push_back(
        make_parameter(spec, "weights", {kWeights},
                       {first, second, kernel_.size[0], kernel_.size[1], kernel_.size[2]}));
    if (spec.params().flag(kHasBias))
      parameters_.push_back(make_parameter(spec, "biases", {kBias}, {out_channels_}));
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }
  std::span<Parameter> parameters() override { return parameters_; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return 2 * static_cast<std::uint64_t>(x_floats() + y_floats() + weight_floats()) +
           correlation_->scratch_floats();
  }

  Status forward(const Pass& pass) noexcept override {
    const Memory memory(*this, pass.scratch);
    copy_weights(parameters_[0].value, memory.weights);
    for (std::int64_t v = 0; v < volumes_ * pass.examples; ++v) {
      exchange(pass.x[0].data + v * x_floats(), in_channels_, x_depth(), x_plane_, memory.x);
      start_with_bias(memory.y);
      each_pair([&](std::int64_t image, std::int64_t map, std::int64_t tap) {
        const float* const weights = memory.weights + tap * tap_floats();
        if (is_deconvolution_) {
          correlation_->add_to_image(memory.x + map * x_slab(), weights,
                                     memory.y + image * y_slab(), memory.rest);
        } else {
          correlation_->add_to_map(memory.x + image * x_slab(), weights, memory.y + map * y_slab(),
                                   memory.rest);
        }
      });
      exchange(memory.y, y_depth(), out_channels_, y_plane_, pass.y[0].data + v * y_floats());
    }
    return Status::ok;
  }

  // As in two dimensions: dx += W the other way round times dy, dW += dy times the patches of x,
  // db += the sum of dy.
  void backward(const Pass& pass) noexcept override {
    const Memory memory(*this, pass.scratch);
    copy_weights(parameters_[0].value, memory.weights);
    float* const dweights = parameters_[0].gradient;
    float* const dbias = parameters_.size() > 1 ? parameters_[1].gradient : nullptr;
    std::fill_n(memory.dweights, weight_floats(), 0.0F);
    for (std::int64_t v = 0; v < volumes_ * pass.examples; ++v) {
      const float* const dy = pass.dy[0].data + v * y_floats();
      exchange(pass.x[0].data + v * x_floats(), in_channels_, x_depth(), x_plane_, memory.x);
      exchange(dy, out_channels_, y_depth(), y_plane_, memory.y);
      std::fill_n(memory.dx, x_floats(), 0.0F);
      each_pair([&](std::int64_t image, std::int64_t map, std::int64_t tap) {
        const float* const weights = memory.weights + tap * tap_floats();
        const std::int64_t in_x = is_deconvolution_ ? map : image,
                           in_y = is_deconvolution_ ? image : map;
        const float* const x = memory.x + in_x * x_slab();
        const float* const dy_slab = memory.y + in_y * y_slab();
        if (dweights != nullptr) {
          correlation_->add_to_weights(is_deconvolution_ ? x : dy_slab,
                                       is_deconvolution_ ? dy_slab : x,
                                       memory.dweights + tap * tap_floats(), memory.rest);
        }
        if (!pass.dx[0]) return;
        float* const dx = memory.dx + in_x * x_slab();
        if (is_deconvolution_) {
          correlation_->add_to_map(dy_slab, weights, dx, memory.rest);
        } else {
          correlation_->add_to_image(dy_slab, weights, dx, memory.rest);
        }
      });
      if (pass.dx[0]) {
        exchange(memory.dx, x_depth(), in_channels_, x_plane_, memory.x);
        kernels::add(memory.x, pass.dx[0].data + v * x_floats(),
                     static_cast<std::size_t>(x_floats()));
      }
      if (dbias == nullptr) continue;
      const std::int64_t channel = y_depth() * y_plane_;
      for (std::int64_t c = 0; c < out_channels_; ++c)
        dbias[c] += kernels::sum(dy + c * channel, static_cast<std::size_t>(channel));
    }
    if (dweights == nullptr) return;
    each_weight([&](std::int64_t stored, std::int64_t sliced) {
      kernels::add(memory.dweights + sliced, dweights + stored, static_cast<std::size_t>(taps()));
    });
  }

 private:
  // Where scratch holds what: x and y slab by slab ([depth, channels, H W]), weights tap by tap of
  // the depth.
  struct Memory {
    Memory(const Convolution3d& of, std::span<float> scratch)
        : x(scratch.data()),
          dx(x + of.x_floats()),
          y(dx + of.x_floats()),
          weights(y + 2 * of.y_floats()),
          dweights(weights + of.weight_floats()),
          rest(scratch.last(static_cast<std::size_t>(of.correlation_->scratch_floats()))) {}
    float *x, *dx, *y, *weights, *dweights;
    std::span<float> rest;
  };

  std::int64_t x_depth() const { return is_deconvolution_ ? depth_.count : depth_.size; }
  std::int64_t y_depth() const { return is_deconvolution_ ? depth_.size : depth_.count; }
  std::int64_t x_slab() const { return in_channels_ * x_plane_; }
  std::int64_t y_slab() const { return out_channels_ * y_plane_; }
  std::int64_t x_floats() const { return x_slab() * x_depth(); }
  std::int64_t y_floats() const { return y_slab() * y_depth(); }
  std::int64_t taps() const { return kernel_.size[1] * kernel_.size[2]; }
  std::int64_t tap_floats() const { return map_channels_ * image_channels_ * taps(); }
  std::int64_t weight_floats() const { return tap_floats() * kernel_.size[0]; }

  // Calls visit(slab of the image, slab of the map, tap) for each pair that a tap of the depth
  // ties.
  template <typename Visit>
  void each_pair(Visit visit) const {
    for (std::int64_t map = 0; map < depth_.count; ++map) {
      for (std::int64_t tap = 0; tap < depth_.kernel; ++tap) {
        const std::int64_t image = map * depth_.stride + tap * depth_.dilation - depth_.before;
        if (image >= 0 && image < depth_.size) visit(image, map, tap);
      }
    }
  }

  // Calls visit(place in the file's order, place in [kD, map, image, kH kW]) for each run of kH kW
  // weights.
  template <typename Visit>
  void each_weight(Visit visit) const {
    for (std::int64_t tap = 0; tap < depth_.kernel; ++tap) {
      for (std::int64_t m = 0; m < map_channels_; ++m) {
        for (std::int64_t i = 0; i < image_channels_; ++i) {
          const std::int64_t pair =
              is_deconvolution_ ? i * map_channels_ + m : m * image_channels_ + i;
          visit((pair * depth_.kernel + tap) * taps(),
                ((tap * map_channels_ + m) * image_channels_ + i) * taps());
        }
      }
    }
  }

  void copy_weights(const float* stored, float* to) const {
    each_weight(
        [&](std::int64_t from, std::int64_t at) { std::copy_n(stored + from, taps(), to + at); });
  }

  void start_with_bias(float* y) const {
    for (std::int64_t d = 0; d < y_depth(); ++d) {
      for (std::int64_t c = 0; c < out_channels_; ++c)
        y = std::fill_n(y, y_plane_, parameters_.size() > 1 ? parameters_[1].value[c] : 0.0F);
    }
  }

  std::int64_t check_channels(const LayerSpec& spec, const Shape& x) {
    const format::Message& params = spec.params();
    const std::uint64_t groups = std::max<std::uint64_t>(params.integer(kGroups), 1);
    const int out = output_count(spec, params.integer(kOutputChannels));
    in_channels_ = x[-4], out_channels_ = out;
    if (params.integer(kInputChannels) != static_cast<std::uint64_t>(in_channels_)) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": convolution3d reads ",
           params.integer(kInputChannels), " channels, got an input of shape ", x);
    }
    if (static_cast<std::uint64_t>(in_channels_) % groups != 0 ||
        static_cast<std::uint64_t>(out) % groups != 0) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": convolution3d cannot make ", out,
           " channels out of ", in_channels_, " in ", groups, " groups");
    }
    return static_cast<std::int64_t>(groups);
  }

  // A deconvolution's windows stand on its output: one for each element of x.
  kernels::Steps steps_under(const LayerSpec& spec, std::int64_t size, std::size_t axis,
                             const VolumePadding& padding) const {
    const std::vector<std::uint64_t> shape = spec.params().integers(kOutputShape);
    if (!shape.empty() && shape.size() != 3) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": the output shape of a deconvolution has 3 extents, got ", shape.size());
    }
    const std::int64_t stride = kernel_.stride[axis];
    const std::int64_t reach =
        (size - 1) * stride + (kernel_.size[axis] - 1) * kernel_.dilation[axis] + 1;
    std::int64_t out = reach - padding.before[axis] - padding.after[axis];
    std::int64_t before = padding.before[axis];
    if (!shape.empty()) {
      out = static_cast<std::int64_t>(
          std::min(shape[axis], static_cast<std::uint64_t>(Shape::kMaxSize)));
    } else if (padding.kind == VolumePadding::Kind::same) {
      out = size * stride;
    }
    if (padding.kind != VolumePadding::Kind::custom)
      before = std::max<std::int64_t>(0, reach - out) / 2;
    if (out < 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": a deconvolution of ", size,
           " elements along an axis leaves nothing");
    }
    return {to_int(spec, out),        static_cast<int>(kernel_.size[axis]),
            static_cast<int>(stride), static_cast<int>(kernel_.dilation[axis]),
            to_int(spec, before),     to_int(spec, size)};
  }

  bool is_deconvolution_;
  VolumeKernel kernel_;
  kernels::Steps depth_;
  std::int64_t in_channels_ = 0, out_channels_ = 0;
  std::int64_t map_channels_ = 0, image_channels_ = 0;  // the latter of a group
  std::int64_t x_plane_ = 1, y_plane_ = 1, volumes_ = 1;
  std::optional<kernels::Correlation> correlation_;
  Shape y_;
  std::vector<Parameter> parameters_;  // weights, biases if there are any
};
}  // namespace

LayerType convolution3d() { return layer_type<Convolution3d>(LayerKind::convolution3d); }
}  // namespace attune::layers
