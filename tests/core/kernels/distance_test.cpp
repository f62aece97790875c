#include "kernels/distance.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"

namespace attune::kernels {
namespace {
float distance(const std::vector<float>& a, const std::vector<float>& b) {
  return squared_distance(a.data(), b.data(), a.size());
}
}  // namespace

TEST_CASE("squared_distance: sums the squares of the differences", "[kernels]") {
  CHECK(distance({1, 2}, {4, 6}) == 25);
  CHECK(distance({5}, {5}) == 0);
  CHECK(distance({}, {}) == 0);
}

TEST_CASE("squared_distance: is exact for whole numbers, whatever the length", "[kernels]") {
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<float> a(count), b(count, 0);
    float sum = 0;
    for (std::size_t i = 0; i < count; ++i) a[i] = static_cast<float>(i), sum += a[i] * a[i];
    CHECK(distance(a, b) == sum);
    CHECK(distance(b, a) == sum);
  }
}

TEST_CASE("squared_distance: sums lane by lane in the order that the header states", "[kernels]") {
  Random random(1);
  std::vector<float> a(37), b(37);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = random.uniform() * 100, b[i] = random.uniform();
  float sums[4][4] = {};
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float difference = a[i] - b[i];
    sums[i / 4 % 4][i % 4] += difference * difference;
  }
  float lanes[4];
  for (int lane = 0; lane < 4; ++lane)
    lanes[lane] = (sums[0][lane] + sums[1][lane]) + (sums[2][lane] + sums[3][lane]);
  CHECK(distance(a, b) == (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]));
}

TEST_CASE("squared_distance: what is no number counts as infinitely far", "[kernels]") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  CHECK(distance({std::nanf(""), 0}, {0, 0}) == kInfinity);
  CHECK(distance({kInfinity}, {kInfinity}) == kInfinity);
  CHECK(distance({3e38F}, {-3e38F}) == kInfinity);
}

}  // namespace attune::kernels
