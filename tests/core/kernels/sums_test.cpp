#include "kernels/sums.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "support/layer_harness.h"

namespace attune::kernels {
namespace {

TEST_CASE("sums: agree with double for every rest of four", "[kernels]") {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 17U, 33U, 100U}) {
    const std::vector<float> a = test::random_values(count, 1), b = test::random_values(count, 2);
    double total = 0, products = 0, squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto x = static_cast<double>(a[i]);
      total += x;
      products += x * static_cast<double>(b[i]);
      squares += (x - 0.25) * (x - 0.25);
    }
    INFO(count << " floats");
    CHECK(std::fabs(static_cast<double>(sum(a.data(), count)) - total) < 1e-5);
    CHECK(std::fabs(static_cast<double>(sum_of_products(a.data(), b.data(), count)) - products) <
          1e-5);
    CHECK(std::fabs(static_cast<double>(sum_of_squares_around(0.25F, a.data(), count)) - squares) <
          1e-5);
  }
}

TEST_CASE("sums: four partial sums, then pairs", "[kernels]") {
  // 2^24 + 1 is not a float: one after the other every 1 would be lost, in their own lanes they are
  // not.
  const std::vector<float> x{0x1p24F, 1, 1, 1, 0, 1, 1, 1};
  CHECK(sum(x.data(), x.size()) == (0x1p24F + 2) + (2 + 2));
}
}  // namespace
}  // namespace attune::kernels
