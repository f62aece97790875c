#include "kernels/image.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <vector>

namespace attune::kernels {
namespace {
constexpr int kColors = 3;  // red, green, blue; interleaved until the last step

using Color = std::array<float, kColors>;

// One axis of the resampling: which source pixels a target pixel is made of. Weights are whole
// numbers over one divisor, so that sums over bytes are exact for all usual sizes.
class Axis {
 public:
  Axis(std::int64_t from, std::int64_t to);

  struct Taps {
    std::int64_t first;
    std::span<const float> weights;
  };
  Taps operator[](std::int64_t target) const {
    const auto t = static_cast<std::size_t>(target);
    return {first_[t], std::span(weights_).subspan(start_[t], start_[t + 1] - start_[t])};
  }
  std::int64_t size() const { return static_cast<std::int64_t>(first_.size()); }
  float divisor() const { return divisor_; }

 private:
  void add_average(std::int64_t target, std::int64_t n, std::int64_t m);
  void add_between(std::int64_t target, std::int64_t n, std::int64_t m, std::int64_t last);

  std::vector<std::int64_t> first_;
  std::vector<std::size_t> start_ = {0};
  std::vector<float> weights_;
  float divisor_ = 1;
};

Axis::Axis(std::int64_t from, std::int64_t to) {
  // Only the proportion counts; small numbers keep the arithmetic exact.
  const std::int64_t common = std::gcd(from, to);
  const std::int64_t n = from / common, m = to / common;
  divisor_ = static_cast<float>(n > m ? n : 2 * m);
  first_.reserve(static_cast<std::size_t>(to));
  start_.reserve(static_cast<std::size_t>(to) + 1);
  for (std::int64_t target = 0; target < to; ++target) {
    if (n > m) {
      add_average(target, n, m);
    } else {
      add_between(target, n, m, from - 1);
    }
    start_.push_back(weights_.size());
  }
}

// Target pixel t covers the source from t·n/m to (t+1)·n/m; all in units of 1/m.
void Axis::add_average(std::int64_t target, std::int64_t n, std::int64_t m) {
  const std::int64_t begin = target * n, end = begin + n;
  first_.push_back(begin / m);
  for (std::int64_t pixel = begin / m; pixel * m < end; ++pixel) {
    weights_.push_back(
        static_cast<float>(std::min(end, (pixel + 1) * m) - std::max(begin, pixel * m)));
  }
}

// The centre of target pixel t lies at (t + 1/2)·n/m - 1/2, counted in source centres; all in units
// of 1/(2m).
void Axis::add_between(std::int64_t target, std::int64_t n, std::int64_t m, std::int64_t last) {
  const std::int64_t center = (2 * target + 1) * n - m;
  const std::int64_t left = center < 0 ? -1 : center / (2 * m);
  const std::int64_t part = center - left * 2 * m;
  first_.push_back(std::clamp<std::int64_t>(left, 0, last));
  weights_.push_back(static_cast<float>(2 * m - part));
  // At an edge, and exactly on a centre, one pixel is all.
  if (part > 0 && left >= 0 && left < last) weights_.push_back(static_cast<float>(part));
}

// A part of an image, in whole pixels.
struct Rectangle {
  std::int64_t x, y, width, height;
};

// The largest centred rectangle with the proportions of `width` to `height` that fits into
// `outer_width` by `outer_height`.
Rectangle centered(std::int64_t outer_width, std::int64_t outer_height, std::int64_t width,
                   std::int64_t height) {
  Rectangle inner{0, 0, outer_width, outer_height};
  const auto rounded = [](std::int64_t a, std::int64_t b) {
    return std::max<std::int64_t>(1, (2 * a + b) / (2 * b));
  };
  if (outer_width * height > outer_height * width) {
    inner.width = std::min(outer_width, rounded(outer_height * width, height));
  } else {
    inner.height = std::min(outer_height, rounded(outer_width * height, width));
  }
  inner.x = (outer_width - inner.width) / 2;
  inner.y = (outer_height - inner.height) / 2;
  return inner;
}

Color color_of(std::uint32_t background) {
  const auto byte = [background](int shift) {
    return static_cast<float>(background >> shift & 0xFFU);
  };
  return {byte(0), byte(8), byte(16)};
}

// The source's rows, resampled across, made when they are asked for.
class Rows {
 public:
  Rows(const RgbaImage& image, const Rectangle& source, const Axis& across)
      : image_(image),
        source_(source),
        across_(across),
        background_(color_of(image.background)),
        row_(static_cast<std::size_t>(source.width * kColors)) {
    for (std::vector<float>& slot : slots_)
      slot.resize(static_cast<std::size_t>(across.size() * kColors));
  }

  /// Row y of the source rectangle; valid until the row after the next is asked for.
  const std::vector<float>& operator[](std::int64_t y) {
    const auto slot = static_cast<std::size_t>(y & 1);
    if (held_[slot] != y) {
      blend(y);
      resample(slots_[slot]);
      held_[slot] = y;
    }
    return slots_[slot];
  }

 private:
  // Alpha over the background.
  void blend(std::int64_t y) {
    const std::uint8_t* pixel = image_.pixels + ((source_.y + y) * image_.width + source_.x) * 4;
    for (std::size_t at = 0; at < row_.size(); at += kColors, pixel += 4) {
      const auto alpha = static_cast<float>(pixel[3]);
      for (std::size_t c = 0; c < kColors; ++c) {
        row_[at + c] =
            (static_cast<float>(pixel[c]) * alpha + background_[c] * (255 - alpha)) / 255;
      }
    }
  }

  void resample(std::vector<float>& out) const {
    for (std::int64_t x = 0; x < across_.size(); ++x) {
      const Axis::Taps taps = across_[x];
      const float* from = row_.data() + taps.first * kColors;
      Color sum = {from[0], from[1], from[2]};
      if (taps.weights.size() > 1) {
        for (float& part : sum) part *= taps.weights[0];
        for (std::size_t i = 1; i < taps.weights.size(); ++i) {
          for (std::size_t c = 0; c < kColors; ++c)
            sum[c] += taps.weights[i] * from[i * kColors + c];
        }
        for (float& part : sum) part /= across_.divisor();
      }
      std::ranges::copy(sum, out.begin() + x * kColors);
    }
  }

  const RgbaImage& image_;
  const Rectangle source_;
  const Axis& across_;
  const Color background_;
  std::vector<float> row_;
  std::array<std::vector<float>, 2> slots_;
  std::array<std::int64_t, 2> held_ = {-1, -1};
};

// The sum of the weighted rows that make one row of the target.
void resample_down(const Axis::Taps& taps, float divisor, Rows& rows, std::vector<float>& out) {
  std::ranges::copy(rows[taps.first], out.begin());
  if (taps.weights.size() == 1) return;
  for (float& value : out) value *= taps.weights[0];
  for (std::size_t i = 1; i < taps.weights.size(); ++i) {
    const std::vector<float>& row = rows[taps.first + static_cast<std::int64_t>(i)];
    for (std::size_t at = 0; at < out.size(); ++at) out[at] += taps.weights[i] * row[at];
  }
  for (float& value : out) value /= divisor;
}

// Writes one pixel to its planes, which are `plane` floats apart.
void put(const float* rgb, ImageColor color, std::int64_t plane, float* out) {
  const auto kept = [](float value) {
    return value < 255 ? value : 255;
  };  // rounding may exceed it by a hair
  if (color == ImageColor::grayscale) {
    const double gray = 0.299 * static_cast<double>(rgb[0]) + 0.587 * static_cast<double>(rgb[1]) +
                        0.114 * static_cast<double>(rgb[2]);
    out[0] = kept(static_cast<float>(gray));
    return;
  }
  const bool bgr = color == ImageColor::bgr;
  out[0] = kept(rgb[bgr ? 2 : 0]);
  out[plane] = kept(rgb[1]);
  out[2 * plane] = kept(rgb[bgr ? 0 : 2]);
}
}  // namespace

void image_to_planes(const RgbaImage& image, ImageColor color, std::int64_t width,
                     std::int64_t height, float* out) {
  Rectangle source{0, 0, image.width, image.height}, target{0, 0, width, height};
  if (image.fit == ImageFit::contain) target = centered(width, height, image.width, image.height);
  if (image.fit == ImageFit::cover) source = centered(image.width, image.height, width, height);

  const std::int64_t plane = width * height;
  if (target.width * target.height < plane) {
    const Color background = color_of(image.background);
    for (std::int64_t at = 0; at < plane; ++at) put(background.data(), color, plane, out + at);
  }
  const Axis across(source.width, target.width), down(source.height, target.height);
  Rows rows(image, source, across);
  std::vector<float> row(static_cast<std::size_t>(target.width * kColors));
  for (std::int64_t y = 0; y < target.height; ++y) {
    resample_down(down[y], down.divisor(), rows, row);
    float* const line = out + (target.y + y) * width + target.x;
    for (std::int64_t x = 0; x < target.width; ++x)
      put(row.data() + x * kColors, color, plane, line + x);
  }
}

}  // namespace attune::kernels
