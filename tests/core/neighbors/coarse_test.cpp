// Coarse copies leave out only what the one distance would leave out too.

#include "neighbors/coarse.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/distance.h"
#include "support/layer_harness.h"
#include "support/neighbor_cases.h"

namespace attune::neighbors {
namespace {
using test::random_values;

std::vector<Neighbor> by_hand(const Samples& samples, const float* point, std::size_t count) {
  std::vector<Neighbor> all;
  for (std::uint32_t number = 0; number < samples.size(); ++number) {
    all.push_back(
        {kernels::squared_distance(point, samples[number], samples.dimensions()), number});
  }
  std::ranges::sort(all, std::less<>());
  all.resize(std::min(count, all.size()));
  return all;
}

void check_all(std::size_t dimensions, const std::vector<float>& values,
               const std::vector<float>& points) {
  const auto samples = test::samples_of(dimensions, values);
  const auto index = test::linear_index(dimensions, values);
  REQUIRE(values.size() >= 16 * 4096);  // enough for the index to use them
  for (const std::size_t count : {1, 5, 40}) {
    const auto found = index->nearest(points, count);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const auto wanted = by_hand(*samples, points.data() + i * dimensions, count);
      REQUIRE(found[i].size() == wanted.size());
      for (std::size_t n = 0; n < wanted.size(); ++n) {
        CHECK(found[i][n].number == wanted[n].number);
        CHECK(found[i][n].squared_distance == wanted[n].squared_distance);
      }
    }
  }
}

TEST_CASE("coarse examples: the nearest are those of the exact comparison", "[neighbors]") {
  for (const std::size_t dimensions : {3, 33, 128, 1280}) {
    const std::size_t rows = 70'000 / dimensions + 1;
    check_all(dimensions, random_values(rows * dimensions, 1), random_values(7 * dimensions, 2));
  }
}

TEST_CASE("coarse examples: near ties, duplicates and the point itself keep their order",
          "[neighbors]") {
  constexpr std::size_t kDimensions = 64;
  std::vector<float> values = random_values(1100 * kDimensions, 3);
  for (std::size_t row = 100; row < 1100; ++row) {  // around a few centres, a few ulps apart
    for (std::size_t i = 0; i < kDimensions; ++i) {
      const float centre = values[row % 5 * kDimensions + i];
      const float apart = static_cast<float>((row * 7 + i) % 4) * 1e-7F;
      values[row * kDimensions + i] = centre * (1 + apart);
    }
  }
  check_all(kDimensions, values, {values.begin(), values.begin() + 5 * kDimensions});
}

TEST_CASE("coarse examples: sizes far apart, zeros and what is not finite", "[neighbors]") {
  constexpr std::size_t kDimensions = 32;
  std::vector<float> values = random_values(2100 * kDimensions, 4);
  for (std::size_t row = 0; row < 2100; ++row) {
    const float size = std::ldexp(1.0F, static_cast<int>(row % 60) * 4 - 120);
    for (std::size_t i = 0; i < kDimensions; ++i) values[row * kDimensions + i] *= size;
  }
  std::fill_n(values.begin() + 40 * kDimensions, kDimensions, 0.0F);
  values[50 * kDimensions] = std::numeric_limits<float>::infinity();
  values[60 * kDimensions + 3] = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> points(values.begin(), values.begin() + 70 * kDimensions);
  check_all(kDimensions, values, points);
}

}  // namespace
}  // namespace attune::neighbors
