#include "kernels/integer_dot.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <vector>

namespace attune::kernels {

TEST_CASE("integer dots: exact, whatever the number of rows", "[kernels]") {
  for (const std::size_t length : {8, 24, 136}) {
    for (const std::size_t count : {1, 3, 4, 17, 33}) {
      std::vector<std::int16_t> a(length), rows(count * length);
      for (std::size_t i = 0; i < length; ++i)
        a[i] = static_cast<std::int16_t>(static_cast<int>(i * 37 % 4095) - 2047);
      for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = static_cast<std::int16_t>(2047 - static_cast<int>(i * 1009 % 4095));
      std::vector<std::int32_t> dots(count + 1, 12345);
      integer_dots(a.data(), rows.data(), count, length, dots.data());
      for (std::size_t row = 0; row < count; ++row) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < length; ++i) sum += std::int64_t{a[i]} * rows[row * length + i];
        CHECK(dots[row] == sum);
      }
      CHECK(dots[count] == 12345);
      std::vector<std::int32_t> of_a(count + 1, 1), of_row(count + 1, 2), alone(count);
      integer_dots_of_two(a.data(), rows.data(), rows.data(), count, length, of_a.data(),
                          of_row.data());
      integer_dots(rows.data(), rows.data(), count, length, alone.data());
      CHECK(std::equal(alone.begin(), alone.end(), of_row.begin()));
      CHECK(std::equal(of_a.begin(), of_a.end() - 1, dots.begin()));
      CHECK((of_a[count] == 1 && of_row[count] == 2));
    }
  }
}

TEST_CASE("integer dots: a product on paper", "[kernels]") {
  const std::vector<std::int16_t> a = {1, 2, 3, 0, 0, 0, 0, -1}, b = {4, 5, 6, 7, 7, 7, 7, 10};
  std::int32_t dot = 0;
  integer_dots(a.data(), b.data(), 1, 8, &dot);
  CHECK(dot == 4 + 10 + 18 - 10);
}

TEST_CASE("first within: the first row that is not beyond, wherever it stands", "[kernels]") {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const std::size_t count : {1, 2, 3, 4, 17, 33}) {
    // Each row is at 10 - 2 * 0.5 * 3 = 7.
    std::vector<double> norms(count, 10), scales(count, 0.5);
    const std::vector<std::int32_t> dots(count, 3);
    const auto found = [&](double limit) {
      return first_within(norms.data(), scales.data(), dots.data(), count, 2, limit);
    };
    CHECK(found(6.9) == count);
    CHECK(found(7) == 0);
    for (std::size_t near = 0; near < count; ++near) {
      for (const double norm : {9.0, -kInfinity, kNaN}) {
        norms[near] = norm;
        CHECK(found(6.5) == near);
      }
      norms[near] = 10;
      scales[near] = 1;
      CHECK(found(5) == near);
      scales[near] = 0.5;
    }
  }
  CHECK(first_within(nullptr, nullptr, nullptr, 0, 1, 1) == 0);
}

}  // namespace attune::kernels
