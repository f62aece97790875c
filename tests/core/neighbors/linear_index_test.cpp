#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/neighbor_cases.h"

namespace attune::neighbors {
namespace {
using test::linear_index;
using test::numbers_of;
using Numbers = std::vector<std::uint32_t>;
}  // namespace

TEST_CASE("linear index: finds the nearest examples, nearest first", "[neighbors]") {
  const auto index = linear_index(2, {0, 0, 10, 0, 1, 1, 0, 5});
  CHECK(numbers_of(*index, {1, 0}, 2) == Numbers{0, 2});
  CHECK(numbers_of(*index, {0, 4}, 3) == Numbers{3, 2, 0});
}

TEST_CASE("linear index: tells squared distances", "[neighbors]") {
  const auto found = linear_index(2, {0, 0, 3, 4})->nearest(std::vector<float>{0, 0}, 2);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].size() == 2);
  CHECK(found[0][0].squared_distance == 0);
  CHECK(found[0][1].squared_distance == 25);
}

TEST_CASE("linear index: of equally distant examples the earlier comes first", "[neighbors]") {
  const auto index = linear_index(1, {3, -1, 1, -1, 1, 3});
  CHECK(numbers_of(*index, {0}, 3) == Numbers{1, 2, 3});
  CHECK(numbers_of(*index, {2}, 6) == Numbers{0, 2, 4, 5, 1, 3});
}

TEST_CASE("linear index: asked for more than there are it gives all", "[neighbors]") {
  const auto index = linear_index(1, {5, 4});
  CHECK(numbers_of(*index, {0}, 1000) == Numbers{1, 0});
  CHECK(linear_index(1, {})->nearest(std::vector<float>{1}, 3).at(0).empty());
}

TEST_CASE("linear index: answers many points in their order", "[neighbors]") {
  std::vector<float> values, points;
  for (int i = 0; i < 5000; ++i) values.push_back(static_cast<float>(i));
  for (int i = 0; i < 100; ++i) points.push_back(static_cast<float>(i * 41) + 0.25F);
  const auto found = linear_index(1, values)->nearest(points, 2);
  REQUIRE(found.size() == points.size());
  for (std::uint32_t i = 0; i < 100; ++i) {
    CHECK(found[i][0].number == i * 41);
    CHECK(found[i][1].number == i * 41 + 1);
  }
}

}  // namespace attune::neighbors
