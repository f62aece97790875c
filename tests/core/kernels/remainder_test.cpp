#include "kernels/remainder.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

namespace attune::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST_CASE("remainder: has the divisor's sign", "[kernels]") {
  CHECK(kernels::floored_remainder(7, 3) == 1);
  CHECK(kernels::floored_remainder(-7, 3) == 2);
  CHECK(kernels::floored_remainder(7, -3) == -2);
  CHECK(kernels::floored_remainder(-7, -3) == -1);
  CHECK(kernels::floored_remainder(5.5F, 2) == 1.5F);
  CHECK(std::signbit(kernels::floored_remainder(6, -3)));
  CHECK(!std::signbit(kernels::floored_remainder(-6, 3)));
}

TEST_CASE("remainder: zeros and infinities", "[kernels]") {
  CHECK(std::isnan(kernels::floored_remainder(1, 0)));
  CHECK(std::isnan(kernels::floored_remainder(kInfinity, 2)));
  CHECK(kernels::floored_remainder(5, kInfinity) == 5);
  CHECK(kernels::floored_remainder(-5, kInfinity) == kInfinity);
  CHECK(kernels::floored_quotient(1, 0) == kInfinity);
  CHECK(kernels::floored_quotient(-1, 0) == -kInfinity);
  CHECK(std::isnan(kernels::floored_quotient(0, 0)));
  CHECK(std::isnan(kernels::floored_quotient(kInfinity, 2)));
  CHECK(kernels::floored_quotient(5, kInfinity) == 0);
  CHECK(kernels::floored_quotient(-5, kInfinity) == -1);
}

TEST_CASE("remainder: the quotient is that of the exact division, rounded down", "[kernels]") {
  CHECK(kernels::floored_quotient(7, 2) == 3);
  CHECK(kernels::floored_quotient(-7, 2) == -4);
  CHECK(kernels::floored_quotient(7, -2) == -4);
  CHECK(kernels::floored_quotient(-7, -2) == 3);
  CHECK(kernels::floored_quotient(1, 0.1F) == 9);  // 1 / 0.1F rounds to 10, but 0.1F is above 1/10
  CHECK(kernels::floored_quotient(-1, 0.1F) == -10);
}

TEST_CASE("remainder: quotient times divisor plus remainder is the number", "[kernels]") {
  for (int i = -300; i <= 300; ++i) {
    for (const float b : {0.5F, 1.25F, 3.0F, 7.75F, -0.75F, -2.0F, -11.0F}) {
      const float a = static_cast<float>(i) * 0.25F;
      const float quotient = kernels::floored_quotient(a, b);
      const float remainder = kernels::floored_remainder(a, b);
      CHECK(quotient == std::floor(static_cast<double>(a) / static_cast<double>(b)));
      CHECK(quotient * b + remainder == a);
    }
  }
}

}  // namespace
}  // namespace attune::test
