#include "neighbors/coarse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/distance.h"
#include "kernels/integer_dot.h"

namespace attune::neighbors {
namespace {
constexpr std::size_t kMultiple = 8;  // of kernels::integer_dots
constexpr double kMostLevels = 2047;
// More than double can lose in a norm, a product and their sum, as a part of the norms.
constexpr double kLost = 1e-12;
}  // namespace

Coarse::Coarse(const Samples& samples)
    : dimensions_(samples.dimensions()),
      length_((dimensions_ + kMultiple - 1) / kMultiple * kMultiple),
      levels_(std::min(kMostLevels,
                       std::floor(std::sqrt(0x7fffffffp0 / static_cast<double>(dimensions_))))),
      rounding_(dimensions_),
      numbers_(samples.size() * length_) {
  scales_.reserve(samples.size());
  norms_.reserve(samples.size());
  for (std::size_t number = 0; number < samples.size(); ++number) {
    Point about;
    add(samples[number], numbers_.data() + number * length_, about);
    // A norm of minus infinity excludes nothing.
    scales_.push_back(about.usable ? about.scale : 0);
    norms_.push_back(about.usable ? about.norm : -std::numeric_limits<double>::infinity());
    most_error_ = std::max(most_error_, about.error);
    most_norm_ = std::max(most_norm_, about.norm);
  }
}

void Coarse::add(const float* coordinates, std::int16_t* numbers, Point& about) const {
  double largest = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const double size = std::fabs(static_cast<double>(coordinates[i]));
    if (!(size <= std::numeric_limits<float>::max())) about.usable = false;
    largest = size > largest ? size : largest;
  }
  if (!about.usable || largest == 0) return;
  about.scale = largest / levels_;
  double squares = 0, errors = 0;
  for (std::size_t i = 0; i < dimensions_; ++i) {
    const auto x = static_cast<double>(coordinates[i]);
    const double number = std::clamp(std::nearbyint(x / about.scale), -levels_, levels_);
    numbers[i] = static_cast<std::int16_t>(number);
    const double error = x - about.scale * number;
    squares += number * number;
    errors += error * error;
  }
  about.norm = about.scale * about.scale * squares;
  about.error = std::sqrt(errors) * (1 + kLost) + std::sqrt(about.norm) * kLost;
}

Coarse::Point Coarse::point(const float* coordinates) const {
  Point point;
  point.numbers.resize(length_);
  add(coordinates, point.numbers.data(), point);
  return point;
}

void Coarse::offer(std::span<const Point> points, const float* coordinates, const Samples& samples,
                   std::size_t first, std::size_t last, std::span<Nearest> nearest) const {
  const std::int16_t* const rows = numbers_.data() + first * length_;
  std::array<std::int32_t, kMostRows> dots, of_next;
  for (std::size_t i = 0; i < points.size(); i += 2) {
    const bool is_pair = i + 1 < points.size();
    if (is_pair) {
      kernels::integer_dots_of_two(points[i].numbers.data(), points[i + 1].numbers.data(), rows,
                                   last - first, length_, dots.data(), of_next.data());
    } else {
      kernels::integer_dots(points[i].numbers.data(), rows, last - first, length_, dots.data());
    }
    const float* const here = coordinates + i * dimensions_;
    offer(points[i], here, samples, first, last, dots.data(), nearest[i]);
    if (is_pair) {
      offer(points[i + 1], here + dimensions_, samples, first, last, of_next.data(),
            nearest[i + 1]);
    }
  }
}

void Coarse::offer(const Point& point, const float* coordinates, const Samples& samples,
                   std::size_t first, std::size_t last, const std::int32_t* dots,
                   Nearest& nearest) const {
  const auto compare = [&](std::size_t number) {
    const float distance = kernels::squared_distance(coordinates, samples[number], dimensions_);
    nearest.offer({distance, static_cast<std::uint32_t>(number)});
  };
  if (!point.usable) {
    for (std::size_t number = first; number < last; ++number) compare(number);
    return;
  }
  // Beyond `limit` an example's norm - 2 a b lies so far that it is left out.
  const auto limit_of = [&](double worst) {
    const double reach = std::sqrt(rounding_.most_squared(worst)) + point.error + most_error_;
    return reach * reach - point.norm + kLost * (point.norm + most_norm_ + reach * reach);
  };
  double worst = nearest.worst(), limit = limit_of(worst);
  const double factor = 2 * point.scale;
  for (std::size_t number = first;; ++number) {
    number += kernels::first_within(norms_.data() + number, scales_.data() + number,
                                    dots + (number - first), last - number, factor, limit);
    if (number == last) return;
    compare(number);
    if (nearest.worst() < worst) worst = nearest.worst(), limit = limit_of(worst);
  }
}

}  // namespace attune::neighbors
