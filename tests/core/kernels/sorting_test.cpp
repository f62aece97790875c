#include "kernels/sorting.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "support/matchers.h"

namespace attune::test {
namespace {

std::vector<float> sorted(const std::vector<float>& x, bool descending = false,
                          std::int64_t step = 1) {
  const auto count = static_cast<std::int64_t>(x.size()) / step;
  std::vector<float> positions(static_cast<std::size_t>(count));
  kernels::sort_positions(x.data(), step, count, descending, positions.data());
  return positions;
}

TEST_CASE("sorting: both ways, equal values in their order, NaN last", "[kernels]") {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  CHECK(sorted({}).empty());
  CHECK_THAT(sorted({5}), EqualsBits({0}));
  CHECK_THAT(sorted({2, kNaN, 1, 2, 0}), EqualsBits({4, 2, 0, 3, 1}));
  CHECK_THAT(sorted({2, kNaN, 1, 2, 0}, true), EqualsBits({0, 3, 2, 4, 1}));
  CHECK_THAT(sorted({3, 9, 1, 9, 2, 9}, false, 2), EqualsBits({1, 2, 0}));
}

TEST_CASE("sorting: the same order as a stable sort finds, for every length", "[kernels]") {
  Random random(7);
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<float> x(count);
    for (float& value : x) value = std::floor(random.uniform() * 20);
    for (const bool descending : {false, true}) {
      std::vector<float> expected(count);
      std::iota(expected.begin(), expected.end(), 0.0F);
      std::ranges::stable_sort(expected, [&](float p, float q) {
        const float a = x[static_cast<std::size_t>(p)], b = x[static_cast<std::size_t>(q)];
        return descending ? a > b : a < b;
      });
      CHECK(sorted(x, descending) == expected);
    }
  }
}

}  // namespace
}  // namespace attune::test
