#include "kernels/image.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "support/matchers.h"

namespace attune::kernels {
namespace {
using test::EqualsBits;
using test::EqualsNear;

constexpr std::uint32_t kWhite = 0xFFFFFFFF, kBlack = 0xFF000000;

struct Pixels {
  std::int64_t width, height;
  std::vector<std::uint8_t> rgba;
};

// Opaque gray pixels.
Pixels gray_pixels(std::int64_t width, std::int64_t height,
                   const std::vector<std::uint8_t>& values) {
  Pixels pixels{width, height, {}};
  for (const std::uint8_t value : values)
    pixels.rgba.insert(pixels.rgba.end(), {value, value, value, 255});
  return pixels;
}

Pixels random_pixels(std::int64_t width, std::int64_t height, std::int64_t seed) {
  Pixels pixels{width, height,
                std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 4))};
  Random random(seed);
  for (std::uint8_t& byte : pixels.rgba) byte = static_cast<std::uint8_t>(random.below(256));
  return pixels;
}

std::vector<float> planes(const Pixels& pixels, ImageColor color, std::int64_t width,
                          std::int64_t height, ImageFit fit = ImageFit::fill,
                          std::uint32_t background = kWhite) {
  std::vector<float> out(static_cast<std::size_t>(image_channels(color) * width * height), -1.0F);
  image_to_planes({pixels.rgba.data(), pixels.width, pixels.height, fit, background}, color, width,
                  height, out.data());
  return out;
}

std::vector<float> gray(const Pixels& pixels, std::int64_t width, std::int64_t height,
                        ImageFit fit = ImageFit::fill, std::uint32_t background = kWhite) {
  return planes(pixels, ImageColor::grayscale, width, height, fit, background);
}

// What the header says about one axis, in double: the source as a step function for shrinking, as
// lines between pixel centres for enlarging.
double resampled(const std::vector<double>& source, std::int64_t target, std::int64_t size) {
  const auto n = static_cast<double>(source.size()), m = static_cast<double>(size),
             t = static_cast<double>(target);
  if (n > m) {
    double sum = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
      const auto left = static_cast<double>(i);
      sum += source[i] *
             std::max(0.0, std::min((t + 1) * n / m, left + 1) - std::max(t * n / m, left));
    }
    return sum * m / n;
  }
  const double center = std::clamp((t + 0.5) * n / m - 0.5, 0.0, n - 1);
  const auto left = static_cast<std::size_t>(center);
  const std::size_t right = std::min(left + 1, source.size() - 1);
  return source[left] + (center - static_cast<double>(left)) * (source[right] - source[left]);
}

std::uint64_t hash(const std::vector<float>& values) {
  std::uint64_t hash = 14695981039346656037U;
  for (const float value : values) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &value, 4);
    for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211U;
  }
  return hash;
}
}  // namespace

TEST_CASE("image: at its own size it is copied, plane by plane", "[kernels]") {
  const Pixels pixels{2, 1, {1, 2, 3, 255, 40, 50, 60, 255}};
  CHECK_THAT(planes(pixels, ImageColor::rgb, 2, 1), EqualsBits({1, 40, 2, 50, 3, 60}));
  CHECK_THAT(planes(pixels, ImageColor::bgr, 2, 1), EqualsBits({3, 60, 2, 50, 1, 40}));
}

TEST_CASE("image: gray is 0.299 red + 0.587 green + 0.114 blue", "[kernels]") {
  const Pixels pixels{3, 1, {100, 0, 0, 255, 0, 100, 0, 255, 0, 0, 100, 255}};
  CHECK_THAT(gray(pixels, 3, 1), EqualsBits({29.9F, 58.7F, 11.4F}));
}

TEST_CASE("image: gray of equal channels is exactly that channel", "[kernels]") {
  std::vector<std::uint8_t> all(256);
  std::vector<float> wanted(256);
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i] = static_cast<std::uint8_t>(i), wanted[i] = static_cast<float>(i);
  CHECK_THAT(gray(gray_pixels(256, 1, all), 256, 1), EqualsBits(wanted));
}

TEST_CASE("image: alpha lets the background through", "[kernels]") {
  const Pixels pixels{3, 1, {200, 100, 0, 51, 9, 9, 9, 0, 9, 9, 9, 255}};
  // 51 / 255 = 1/5 of the pixel, 4/5 of the background
  CHECK_THAT(planes(pixels, ImageColor::rgb, 3, 1),
             EqualsBits({244, 255, 9, 224, 255, 9, 204, 255, 9}));
  const std::uint32_t color = 10U | 20U << 8 | 30U << 16;
  CHECK_THAT(planes(pixels, ImageColor::rgb, 3, 1, ImageFit::fill, color),
             EqualsBits({48, 10, 9, 36, 20, 9, 24, 30, 9}));
}

TEST_CASE("image: enlarging draws lines between pixel centres and repeats the edges", "[kernels]") {
  CHECK_THAT(gray(gray_pixels(2, 1, {0, 100}), 4, 1), EqualsBits({0, 25, 75, 100}));
  CHECK_THAT(gray(gray_pixels(1, 2, {0, 100}), 1, 4), EqualsBits({0, 25, 75, 100}));
  CHECK_THAT(gray(gray_pixels(2, 2, {0, 40, 80, 120}), 4, 2),
             EqualsBits({0, 10, 30, 40, 80, 90, 110, 120}));
  CHECK_THAT(gray(gray_pixels(1, 1, {7}), 3, 2), EqualsBits({7, 7, 7, 7, 7, 7}));
}

TEST_CASE("image: shrinking takes the mean of what a pixel covers", "[kernels]") {
  // Each target pixel covers one and a half source pixels.
  CHECK_THAT(gray(gray_pixels(3, 1, {0, 90, 180}), 2, 1), EqualsBits({30, 150}));
  CHECK_THAT(gray(gray_pixels(1, 3, {0, 90, 180}), 1, 2), EqualsBits({30, 150}));
  CHECK_THAT(gray(gray_pixels(4, 2, {1, 2, 3, 4, 5, 6, 7, 8}), 1, 1), EqualsBits({4.5F}));
}

TEST_CASE("image: each axis is enlarged or shrunk on its own", "[kernels]") {
  CHECK_THAT(gray(gray_pixels(4, 2, {0, 20, 0, 20, 100, 120, 100, 120}), 2, 4),
             EqualsBits({10, 10, 35, 35, 85, 85, 110, 110}));
}

TEST_CASE("image: contain shows all of it between bars of the background", "[kernels]") {
  const Pixels wide = gray_pixels(2, 1, {10, 30});
  CHECK_THAT(gray(wide, 2, 3, ImageFit::contain), EqualsBits({255, 255, 10, 30, 255, 255}));
  const Pixels high = gray_pixels(1, 2, {10, 30});
  CHECK_THAT(gray(high, 3, 2, ImageFit::contain, kBlack), EqualsBits({0, 10, 0, 0, 30, 0}));
  // The bars have the background's color in every plane.
  CHECK_THAT(planes(high, ImageColor::bgr, 2, 2, ImageFit::contain, 1U | 2U << 8 | 3U << 16),
             EqualsBits({10, 3, 30, 3, 10, 2, 30, 2, 10, 1, 30, 1}));
}

TEST_CASE("image: contain enlarges and shrinks both axes alike", "[kernels]") {
  // 4 by 2 becomes 2 by 1, in the middle of three rows.
  CHECK_THAT(
      gray(gray_pixels(4, 2, {0, 20, 40, 60, 0, 20, 40, 60}), 2, 3, ImageFit::contain, kBlack),
      EqualsBits({0, 0, 10, 50, 0, 0}));
  // A sliver keeps one pixel.
  CHECK_THAT(gray(gray_pixels(9, 1, {9, 9, 9, 9, 9, 9, 9, 9, 9}), 3, 3, ImageFit::contain, kBlack),
             EqualsBits({0, 0, 0, 9, 9, 9, 0, 0, 0}));
}

TEST_CASE("image: cover fills the target with the middle of it", "[kernels]") {
  CHECK_THAT(gray(gray_pixels(4, 2, {1, 2, 3, 4, 5, 6, 7, 8}), 2, 2, ImageFit::cover),
             EqualsBits({2, 3, 6, 7}));
  CHECK_THAT(gray(gray_pixels(2, 4, {1, 2, 3, 4, 5, 6, 7, 8}), 2, 2, ImageFit::cover),
             EqualsBits({3, 4, 5, 6}));
  // The odd column stays outside on the right.
  CHECK_THAT(gray(gray_pixels(3, 2, {1, 2, 3, 4, 5, 6}), 2, 2, ImageFit::cover),
             EqualsBits({1, 2, 4, 5}));
}

TEST_CASE("image: equal proportions make all fits the same", "[kernels]") {
  const Pixels pixels = random_pixels(12, 8, 3);
  const std::vector<float> filled = planes(pixels, ImageColor::rgb, 9, 6);
  CHECK_THAT(planes(pixels, ImageColor::rgb, 9, 6, ImageFit::contain), EqualsBits(filled));
  CHECK_THAT(planes(pixels, ImageColor::rgb, 9, 6, ImageFit::cover), EqualsBits(filled));
}

TEST_CASE("image: an even surface stays exactly even at every size", "[kernels]") {
  const auto value = GENERATE(std::uint8_t{1}, std::uint8_t{77}, std::uint8_t{255});
  for (const std::int64_t from : {1, 2, 3, 28, 100, 640, 1000}) {
    const Pixels pixels =
        gray_pixels(from, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(from * 3), value));
    for (const std::int64_t to : {1, 2, 3, 28, 99, 299}) {
      INFO(from << " to " << to);
      CHECK(std::ranges::all_of(gray(pixels, to, 4),
                                [&](float got) { return got == static_cast<float>(value); }));
    }
  }
}

TEST_CASE("image: agrees with the formulas in double, never leaves 0 to 255", "[kernels]") {
  constexpr std::array<std::array<std::int64_t, 4>, 6> kSizes = {{{5, 7, 3, 11},
                                                                  {64, 48, 28, 28},
                                                                  {7, 5, 23, 2},
                                                                  {31, 17, 31, 4},
                                                                  {9, 9, 10, 8},
                                                                  {200, 1, 13, 6}}};
  for (const auto& [from_width, from_height, width, height] : kSizes) {
    const Pixels pixels = random_pixels(from_width, from_height, from_width);
    const std::vector<float> got = planes(pixels, ImageColor::rgb, width, height);
    double farthest = 0;
    for (std::int64_t channel = 0; channel < 3; ++channel) {
      std::vector<std::vector<double>> rows;
      for (std::int64_t y = 0; y < from_height; ++y) {
        std::vector<double> row;
        for (std::int64_t x = 0; x < from_width; ++x) {
          const std::uint8_t* pixel = pixels.rgba.data() + (y * from_width + x) * 4;
          row.push_back((pixel[channel] * double{1} * pixel[3] + 255.0 * (255 - pixel[3])) / 255);
        }
        rows.push_back(row);
      }
      for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
          std::vector<double> column;
          for (const std::vector<double>& row : rows) column.push_back(resampled(row, x, width));
          const float value = got[static_cast<std::size_t>((channel * height + y) * width + x)];
          farthest = std::max(farthest,
                              std::fabs(static_cast<double>(value) - resampled(column, y, height)));
        }
      }
    }
    INFO(from_width << " by " << from_height << " to " << width << " by " << height);
    CHECK(farthest < 1e-4);
    CHECK(std::ranges::all_of(got, [](float value) { return value >= 0 && value <= 255; }));
  }
}

// Core version 0.1.0. The same constants hold natively and in wasm; whoever changes one says why in
// the commit.
TEST_CASE("image: has the same bits everywhere", "[kernels]") {
  const Pixels pixels = random_pixels(61, 43, 9);
  CHECK(hash(planes(pixels, ImageColor::rgb, 28, 28, ImageFit::fill)) == 0x2312c8deb4a2f1fd);
  CHECK(hash(planes(pixels, ImageColor::bgr, 100, 90, ImageFit::contain, 0xFF336699)) ==
        0x788d21e9573fe4f4);
  CHECK(hash(planes(pixels, ImageColor::grayscale, 28, 77, ImageFit::cover)) == 0x4c62287d1e6865a0);
}

}  // namespace attune::kernels
