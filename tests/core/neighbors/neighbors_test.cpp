#include "neighbors/neighbors.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "support/neighbor_cases.h"

namespace attune::neighbors {
namespace {
std::vector<std::uint32_t> numbers(const std::vector<Neighbor>& neighbors) {
  std::vector<std::uint32_t> all;
  for (const Neighbor& neighbor : neighbors) all.push_back(neighbor.number);
  return all;
}
}  // namespace

TEST_CASE("nearest: keeps the nearest, nearest first", "[neighbors]") {
  Nearest nearest(3);
  for (const Neighbor& neighbor : {Neighbor{5, 0}, {1, 1}, {9, 2}, {3, 3}, {2, 4}})
    nearest.offer(neighbor);
  CHECK(numbers(nearest.take()) == std::vector<std::uint32_t>{1, 4, 3});
}

TEST_CASE("nearest: of equal distances it keeps the earlier numbers, in whatever order they come",
          "[neighbors]") {
  std::vector<std::uint32_t> order(50);
  std::iota(order.begin(), order.end(), 0U);
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    shuffle(std::span(order), random);
    Nearest nearest(4);
    for (const std::uint32_t number : order) nearest.offer({number < 2 ? 1.0F : 7.0F, number});
    CHECK(numbers(nearest.take()) == std::vector<std::uint32_t>{0, 1, 2, 3});
  }
}

TEST_CASE("nearest: may take an equal distance, for its number may be earlier", "[neighbors]") {
  Nearest nearest(2);
  nearest.offer({4, 8});
  CHECK(nearest.may_take(1e300));  // not full yet
  nearest.offer({2, 9});
  CHECK(nearest.may_take(4));
  CHECK_FALSE(nearest.may_take(4.0000001));
  CHECK_FALSE(Nearest(0).may_take(0));
}

TEST_CASE("neighbors: every index type of the format has a maker", "[neighbors]") {
  CHECK(find_index_type(100) != nullptr);
  CHECK(find_index_type(110) != nullptr);
  CHECK(find_index_type(0) == nullptr);
}

TEST_CASE("samples: a copy shares the rows", "[neighbors]") {
  const auto samples = test::samples_of(2, {1, 2, 3, 4});
  const Samples copy = *samples;
  CHECK(copy.size() == 2);
  CHECK(copy[1] == (*samples)[1]);
  CHECK(copy[1][0] == 3);
}

}  // namespace attune::neighbors
