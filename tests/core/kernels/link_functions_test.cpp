#include "kernels/link_functions.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

namespace attune::kernels {

TEST_CASE("linear_score: products first, the offset last", "[kernels]") {
  CHECK(linear_score(std::vector<double>{1, 2}, 0.5, std::vector<double>{3, -1}) == 1.5);
  CHECK(linear_score({}, 0.5, {}) == 0.5);
}

TEST_CASE("exponential and hyperbolic_tangent: as the library's", "[kernels]") {
  for (double x = -100; x < 100; x += 0.37) {
    INFO(x);
    CHECK(std::fabs(exponential(x) - std::exp(x)) <= 1e-11 * std::exp(x));
    CHECK(std::fabs(hyperbolic_tangent(x / 8) - std::tanh(x / 8)) <= 1e-11);
  }
  CHECK(exponential(0) == 1);
  CHECK(exponential(-1e300) < 1e-45);
  CHECK(std::isfinite(exponential(1e300)));
}

TEST_CASE("power: by repeated squaring", "[kernels]") {
  CHECK(power(3, 0) == 1);
  CHECK(power(3, 1) == 3);
  CHECK(power(-2, 7) == -128);
  CHECK(power(1.5, 10) == 57.6650390625);
  CHECK(power(2, 2147483647) == HUGE_VAL);
}

TEST_CASE("softmax: of doubles, large ones too", "[kernels]") {
  std::vector<double> scores = {1000, 1000, -1000};
  softmax(scores);
  CHECK(scores[0] == 0.5);
  CHECK(scores[1] == 0.5);
  CHECK(scores[2] < 1e-40);
  softmax({});
}

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
