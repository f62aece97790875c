#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "base/random.h"
#include "support/matchers.h"
#include "support/neighbor_cases.h"

namespace attune::neighbors {
namespace {
using test::has_code;
using test::kd_tree_index;
using test::linear_index;
using test::numbers_of;

// The same neighbours with the same bits of distance.
bool same(const std::vector<std::vector<Neighbor>>& a,
          const std::vector<std::vector<Neighbor>>& b) {
  const auto equal = [](const Neighbor& x, const Neighbor& y) {
    return x.number == y.number &&
           std::memcmp(&x.squared_distance, &y.squared_distance, sizeof(float)) == 0;
  };
  return std::ranges::equal(
      a, b, [&](const auto& x, const auto& y) { return std::ranges::equal(x, y, equal); });
}

// Both indexes answer alike, for several leaf sizes and numbers of neighbours.
void check_agreement(std::size_t dimensions, const std::vector<float>& values,
                     const std::vector<float>& points) {
  const auto linear = linear_index(dimensions, values);
  for (const std::int64_t leaf_size : {1, 3, 30}) {
    const auto tree = kd_tree_index(dimensions, values, leaf_size);
    for (const std::size_t count : {1U, 2U, 7U, 50U, 100000U}) {
      INFO("dimensions " << dimensions << ", leaf size " << leaf_size << ", neighbours " << count);
      CHECK(same(tree->nearest(points, count), linear->nearest(points, count)));
    }
  }
}

std::vector<float> random_values(Random& random, std::size_t count, float scale, float offset = 0) {
  std::vector<float> values(count);
  for (float& value : values) value = (random.uniform() * 2 - 1) * scale + offset;
  return values;
}

// Whole numbers from a small range: many points in one place, many equal distances.
std::vector<float> grid_values(Random& random, std::size_t count, std::uint32_t range) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.below(range));
  return values;
}
}  // namespace

TEST_CASE("kd-tree index: finds the nearest examples, nearest first", "[neighbors]") {
  const auto index = kd_tree_index(2, {0, 0, 10, 0, 1, 1, 0, 5}, 1);
  CHECK(numbers_of(*index, {1, 0}, 2) == std::vector<std::uint32_t>{0, 2});
  CHECK(numbers_of(*index, {0, 4}, 9) == std::vector<std::uint32_t>{3, 2, 0, 1});
  CHECK(kd_tree_index(2, {}, 1)->nearest(std::vector<float>{1, 1}, 3).at(0).empty());
}

TEST_CASE("kd-tree index: agrees with the linear one on random points of every scale",
          "[neighbors]") {
  const auto scale = GENERATE(1e-42F, 1e-23F, 1e-19F, 1.0F, 1e9F, 1e19F, 1e30F, 3e38F);
  Random random(static_cast<std::int64_t>(std::log2(scale)));
  for (const std::size_t dimensions : {1U, 2U, 3U, 17U, 40U, 64U}) {
    const std::vector<float> values = random_values(random, 300 * dimensions, scale);
    check_agreement(dimensions, values, random_values(random, 12 * dimensions, scale));
  }
}

TEST_CASE("kd-tree index: agrees with the linear one where points and distances are equal",
          "[neighbors]") {
  Random random(5);
  for (const std::uint32_t range : {1U, 2U, 3U, 8U}) {
    for (const std::size_t dimensions : {1U, 2U, 5U, 20U}) {
      check_agreement(dimensions, grid_values(random, 200 * dimensions, range),
                      grid_values(random, 10 * dimensions, range));
    }
  }
}

TEST_CASE("kd-tree index: agrees with the linear one far from zero, where differences round",
          "[neighbors]") {
  Random random(6);
  for (const float offset : {1e3F, 1e6F, 1e7F}) {
    const std::vector<float> values = random_values(random, 900, 1, offset);
    check_agreement(3, values, random_values(random, 60, 1, offset));
    check_agreement(3, values, random_values(random, 60, 1e3F, offset));
  }
}

TEST_CASE("kd-tree index: agrees with the linear one where axes differ in scale", "[neighbors]") {
  Random random(7);
  std::vector<float> values, points;
  for (int i = 0; i < 300; ++i) {
    for (const float scale : {1e-20F, 1.0F, 1e20F, 1e-3F})
      values.push_back((random.uniform() - 0.5F) * scale);
  }
  for (int i = 0; i < 30; ++i)
    points.insert(points.end(), {1e-21F, random.uniform(), 1e19F * random.uniform(), 0});
  check_agreement(4, values, points);
}

TEST_CASE("kd-tree index: agrees with the linear one on points that are themselves stored",
          "[neighbors]") {
  Random random(8);
  const std::vector<float> values = random_values(random, 600, 1);
  check_agreement(2, values, {values.begin() + 200, values.begin() + 260});
}

TEST_CASE("kd-tree index: agrees with the linear one on values that are not finite",
          "[neighbors]") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity(),
                  kNaN = std::numeric_limits<float>::quiet_NaN();
  Random random(9);
  std::vector<float> values = random_values(random, 200, 1), points = random_values(random, 20, 1);
  for (const std::size_t at : {3U, 40U, 41U, 77U}) values[at] = kNaN;
  for (const std::size_t at : {9U, 50U, 51U, 120U}) values[at] = kInfinity;
  for (const float odd : {kNaN, kInfinity, -kInfinity})
    points.insert(points.end(), {odd, 0, 0, odd, odd, odd});
  check_agreement(2, values, points);
}

TEST_CASE("kd-tree index: refuses a leaf size below 1", "[neighbors]") {
  CHECK_THROWS_MATCHES(kd_tree_index(2, {1, 2}, 0), Error,
                       has_code(ErrorCode::model_invalid, "leaf size 0"));
  CHECK_THROWS_MATCHES(kd_tree_index(2, {1, 2}, -1), Error,
                       has_code(ErrorCode::model_invalid, "leaf size -1"));
}

// Core version 0.1.0. The same constant holds natively and in wasm; whoever changes it says why in
// the commit.
TEST_CASE("neighbors: distances have the same bits everywhere", "[neighbors]") {
  Random random(10);
  const std::vector<float> values = random_values(random, 128 * 200, 3),
                           points = random_values(random, 128 * 20, 3);
  std::uint64_t hash = 14695981039346656037U;
  for (const auto& nearest : kd_tree_index(128, values, 30)->nearest(points, 5)) {
    for (const Neighbor& neighbor : nearest) {
      std::array<std::uint8_t, sizeof(Neighbor)> bytes{};
      std::memcpy(bytes.data(), &neighbor, sizeof(Neighbor));
      for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 1099511628211U;
    }
  }
  CHECK(hash == 0x46363625574fe455);
}

}  // namespace attune::neighbors
