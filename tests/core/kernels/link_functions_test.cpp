#include "kernels/link_functions.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

namespace attune::kernels {

TEST_CASE("logistic: is 1 / (1 + e^-x)", "[kernels]") {
  CHECK(logistic(0) == 0.5);
  for (double x = -104; x < 200; x += 0.37) {
    const double exact = 1 / (1 + std::exp(-x));
    CHECK(std::fabs(logistic(x) - exact) <= 1e-11 * exact);
  }
  CHECK(logistic(-1e300) > 0);
  CHECK(logistic(-1e300) < 1e-44);
  CHECK(logistic(1e300) == 1);
  CHECK(std::isnan(logistic(std::nan(""))));
}

TEST_CASE("normal_cdf: is the normal distribution's share below x", "[kernels]") {
  CHECK(normal_cdf(0) == 0.5);
  for (double x = -14; x < 20; x += 0.013) {
    const double exact = 0.5 * std::erfc(-x / std::sqrt(2.0));
    INFO(x);
    CHECK(std::fabs(normal_cdf(x) - exact) <= 1e-11);
    if (x < -3) CHECK(std::fabs(normal_cdf(x) - exact) <= 1e-10 * exact);
  }
  CHECK(normal_cdf(-1e300) >= 0);
  CHECK(normal_cdf(-20) < 1e-45);
  CHECK(normal_cdf(1e300) == 1);
  CHECK(std::isnan(normal_cdf(std::nan(""))));
}

}  // namespace attune::kernels
