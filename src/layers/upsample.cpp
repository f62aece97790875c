// Upsample: enlarges each image.
//   nearest neighbour  y[i, j] = x[floor(i / factor), floor(j / factor)]
//   bilinear           y[i, j] = x read at row p(i), column p(j), linearly between its elements,
//                      where p(i) is the smaller of n - 1 and, with n and m extents of x and y,
//                        default                i (n - n / m) / (m - 1)
//                        align corners          i (n - 1) / (m - 1)
//                        do not align corners   the larger of 0 and (i + 1/2) n / m - 1/2
//
//   x  (..., H, W)
//   y  (..., floor(H factor), floor(W factor)), the product taken in float
//
// No parameters that are learned. Reads UpsampleLayerParams: scalingFactor, or
// fractionalScalingFactor for bilinear with or without aligned corners; an absent factor and one of
// 0 are 1. Refuses (model-invalid) other combinations and factors that leave nothing,
// (shape-mismatch) anything but one input of rank 3 or more.

#include <algorithm>
#include <cmath>

#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kFactors = 1, kMode = 5, kLinearMode = 6, kFractionalFactors = 7;
enum LinearMode : std::uint8_t { kDefault = 0, kAlignCorners = 1, kDoNotAlignCorners = 2 };

// Where an element of y reads along one axis: between two elements of x.
struct Place {
  std::int64_t low = 0, high = 0;
  float part = 0;  // of the way from low to high
};

class Upsample final : public Layer {
 public:
  Upsample(const LayerSpec& spec, std::span<const Shape> x)
      : is_bilinear_(spec.params().integer(kMode) == 1) {
    expect_inputs(spec, x, 1, 3);
    const format::Message& params = spec.params();
    if (params.integer(kMode) > 1 || params.integer(kLinearMode) > kDoNotAlignCorners) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": upsample in an unknown mode");
    }
    linear_mode_ = static_cast<LinearMode>(params.integer(kLinearMode));
    const std::vector<float> fractions = params.numbers(kFractionalFactors);
    const std::size_t factors = params.integers(kFactors).size();
    const bool sizes_fit =
        (factors == 0 || factors == 2) && (fractions.empty() || fractions.size() == 2);
    if (!sizes_fit || (factors == 2 && !fractions.empty())) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": upsample needs two scaling factors of one kind, or none");
    }
    if (linear_mode_ != kDefault && !is_bilinear_) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": upsample by the nearest neighbour cannot align corners");
    }
    if (!fractions.empty() && linear_mode_ == kDefault) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": upsample by fractions must say how it treats corners");
    }
    const Pair whole = read_pair(spec, params, kFactors, 1, "scaling factor", 0);
    rows_ = along(spec, x[0][-2], fractions.empty() ? static_cast<float>(whole.y) : fractions[0]);
    columns_ =
        along(spec, x[0][-1], fractions.empty() ? static_cast<float>(whole.x) : fractions[1]);
    y_ = with_image(x[0], -1, rows_.to, columns_.to);
    planes_ = x[0].size_of(0, x[0].rank() - 2);
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  Status forward(const Pass& pass) noexcept override {
    const float* const x = pass.x[0].data;
    float* y = pass.y[0].data;
    each_element(pass, [&](std::int64_t plane, const Place& row, const Place& column) {
      const float *const top = x + plane + row.low * columns_.from, *const bottom =
                                                                        x + plane +
                                                                        row.high * columns_.from;
      *y++ = between(between(top[column.low], top[column.high], column.part),
                     between(bottom[column.low], bottom[column.high], column.part), row.part);
    });
    return Status::ok;
  }

  // dx += dy times the share that each of the four elements has in y
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    float* const dx = pass.dx[0].data;
    const float* dy = pass.dy[0].data;
    each_element(pass, [&](std::int64_t plane, const Place& row, const Place& column) {
      const float lower = *dy * row.part, upper = *dy - lower;
      ++dy;
      float *const top = dx + plane + row.low * columns_.from, *const bottom =
                                                                   dx + plane +
                                                                   row.high * columns_.from;
      top[column.low] += upper - upper * column.part;
      top[column.high] += upper * column.part;
      bottom[column.low] += lower - lower * column.part;
      bottom[column.high] += lower * column.part;
    });
  }

 private:
  struct Axis {
    std::int64_t from = 0, to = 0;
  };

  // Exactly a where part is 0, infinities too.
  static float between(float a, float b, float part) { return part == 0 ? a : a + (b - a) * part; }

  static Axis along(const LayerSpec& spec, std::int64_t size, float factor) {
    if (factor == 0) factor = 1;  // a factor of 0 is the default, as Apple's own reader has it
    const float to = std::floor(static_cast<float>(size) * factor);
    if (!(factor > 0) || !(to >= 1) || !(to <= static_cast<float>(Shape::kMaxSize))) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": upsample cannot scale ", size, " by ",
           factor);
    }
    return {size, static_cast<std::int64_t>(to)};
  }

  Place place(const Axis& axis, std::int64_t index) const {
    if (!is_bilinear_) {
      const std::int64_t nearest = index * axis.from / axis.to;
      return {nearest, nearest, 0};
    }
    // In double, which has the same bits everywhere too: a float is too coarse for large images.
    const auto n = static_cast<double>(axis.from), m = static_cast<double>(axis.to);
    const auto i = static_cast<double>(index);
    double at = 0;
    if (linear_mode_ == kDoNotAlignCorners) {
      at = std::max(0.0, (i + 0.5) * (n / m) - 0.5);
    } else if (axis.to > 1) {
      at = i * ((linear_mode_ == kAlignCorners ? n - 1 : n - n / m) / (m - 1));
    }
    at = std::min(at, n - 1);
    const auto low = static_cast<std::int64_t>(at);
    return {low, std::min(low + 1, axis.from - 1),
            static_cast<float>(at - static_cast<double>(low))};
  }

  // Calls visit(start of the plane in x, row, column) for every element of y in order.
  template <typename Visit>
  void each_element(const Pass& pass, Visit visit) const {
    for (std::int64_t plane = 0; plane < planes_ * pass.examples; ++plane) {
      for (std::int64_t i = 0; i < rows_.to; ++i) {
        const Place row = place(rows_, i);
        for (std::int64_t j = 0; j < columns_.to; ++j) {
          visit(plane * rows_.from * columns_.from, row, place(columns_, j));
        }
      }
    }
  }

  bool is_bilinear_;
  LinearMode linear_mode_ = kDefault;
  Axis rows_, columns_;
  Shape y_;
  std::int64_t planes_ = 1;  // of one example
};
}  // namespace

LayerType upsample() { return layer_type<Upsample>(LayerKind::upsample); }
}  // namespace attune::layers
