#include "layers/shared/sampling.h"

#include <algorithm>

namespace attune::layers {
namespace {
// A point's distance from the interval's start, and its derivative by the interval's length.
struct Distance {
  double value = 0, slope = 0;
};

// In double, which has the same bits everywhere too: a float is too coarse for large images.
Distance distance(Sampling sampling, double d, double i, double m) {
  const double n = d + 1;
  switch (sampling) {
    case Sampling::strict_align_endpoints:
    case Sampling::align_endpoints:
      if (m > 1) return {i * (d / (m - 1)), i / (m - 1)};
      return sampling == Sampling::align_endpoints ? Distance{d / 2, 0.5} : Distance{};
    case Sampling::upsample:
      if (m > 1) return {i * ((n - n / m) / (m - 1)), i / m};
      return {};
    case Sampling::roi_align:
      return {(i + 0.5) * (std::max(1.0, d) / m), d > 1 ? (i + 0.5) / m : 0};
    case Sampling::half_pixel:
      return {std::max(0.0, (i + 0.5) * (n / m) - 0.5), (i + 0.5) / m};
    case Sampling::nearest:
      break;
  }
  return {};
}
}  // namespace

Point sampled(Sampling sampling, const Interval& interval, std::int64_t size, std::int64_t index,
              std::int64_t count) {
  if (sampling == Sampling::nearest) {
    const auto at = static_cast<std::int32_t>(index * size / count);
    return {{at, at, 0}, 0, 0};
  }
  const double length = interval.end - interval.start;
  const bool forward = length >= 0;
  const double d = forward ? length : -length;
  Distance from_start =
      distance(sampling, d, static_cast<double>(index), static_cast<double>(count));
  if (from_start.value > d) from_start = {d, 1};
  const double at = interval.start + (forward ? from_start.value : -from_start.value);
  const auto last = static_cast<double>(size - 1);
  // What is no number reads the first element.
  const bool inside = at >= 0 && at <= last;
  const double held = inside ? at : at > last ? last : 0;
  const auto low = static_cast<std::int32_t>(held);
  Point point{{low, std::min(low + 1, static_cast<std::int32_t>(size - 1)),
               static_cast<float>(held - static_cast<double>(low))},
              0,
              0};
  if (inside) {
    point.by_end = static_cast<float>(from_start.slope);
    point.by_start = static_cast<float>(1 - from_start.slope);
  }
  return point;
}

std::vector<kernels::Place> sampled_axis(Sampling sampling, std::int64_t size, std::int64_t count) {
  std::vector<kernels::Place> places;
  places.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    places.push_back(sampled(sampling, {0, static_cast<double>(size - 1)}, size, i, count).place);
  }
  return places;
}

Pair read_target_size(const LayerSpec& spec) {
  const std::size_t count = spec.params().integers(1).size();
  if (count != 0 && count != 2) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " has ",
         count, " numbers as its target size where height and width are meant");
  }
  return read_pair(spec, spec.params(), 1, 1, "target size");
}

Sampling read_sampling(const LayerSpec& spec, std::uint32_t field) {
  const std::uint64_t mode = spec.params().message(field).integer(1);
  if (mode > static_cast<std::uint64_t>(Sampling::roi_align)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " in the unknown sampling mode ", mode);
  }
  return static_cast<Sampling>(mode);
}

Resized::Resized(const LayerSpec& spec, std::span<const Shape> x, Places places) {
  expect_inputs(spec, x, 1, 3);
  x_ = x[0];
  rows_ = places(spec, 0, x_[-2]);
  columns_ = places(spec, 1, x_[-1]);
  y_ = with_image(x_, -1, static_cast<std::int64_t>(rows_.size()),
                  static_cast<std::int64_t>(columns_.size()));
}

Status Resized::forward(const Pass& pass) noexcept {
  const std::int64_t plane = x_[-2] * x_[-1], plane_of_y = y_[-2] * y_[-1];
  const std::int64_t planes = x_.size_of(0, x_.rank() - 2) * pass.examples;
  for (std::int64_t i = 0; i < planes; ++i) {
    kernels::read_between(pass.x[0].data + i * plane, x_[-1], rows_, columns_,
                          pass.y[0].data + i * plane_of_y);
  }
  return Status::ok;
}

void Resized::backward(const Pass& pass) noexcept {
  if (!pass.dx[0]) return;
  const std::int64_t plane = x_[-2] * x_[-1], plane_of_y = y_[-2] * y_[-1];
  const std::int64_t planes = x_.size_of(0, x_.rank() - 2) * pass.examples;
  for (std::int64_t i = 0; i < planes; ++i) {
    kernels::spread_between(pass.dy[0].data + i * plane_of_y, x_[-1], rows_, columns_,
                            pass.dx[0].data + i * plane);
  }
}

}  // namespace attune::layers
