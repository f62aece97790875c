#include "kernels/vector_math.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/floats.h"

namespace attune::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kLeast = std::numeric_limits<float>::denorm_min();

TEST_CASE("vector_math: results are within 0.501 ulp of the exact ones over all floats",
          "[kernels]") {
  constexpr double kBound = 0.501;
  CHECK(worst_error([](float x) { return kernels::exp(x); }, [](double x) { return std::exp(x); }) <
        kBound);
  CHECK(worst_error([](float x) { return kernels::expm1(x); },
                    [](double x) { return std::expm1(x); }) < kBound);
  CHECK(worst_error([](float x) { return kernels::log(x); }, [](double x) { return std::log(x); }) <
        kBound);
  CHECK(worst_error([](float x) { return kernels::log1p(x); },
                    [](double x) { return std::log1p(x); }) < kBound);
  CHECK(worst_error([](float x) { return kernels::tanh(x); },
                    [](double x) { return std::tanh(x); }) < kBound);
  CHECK(worst_error([](float x) { return kernels::sigmoid(x); },
                    [](double x) { return 1 / (1 + std::exp(-x)); }) < kBound);
  const auto softplus = [](double x) {
    return std::fmax(x, 0.0) + std::log1p(std::exp(-std::fabs(x)));
  };
  CHECK(worst_error([](float x) { return kernels::softplus(x); },
                    [&](double x) { return std::isnan(x) ? x : softplus(x); }) < kBound);
  for (const float y :
       {-3.0F, -2.5F, -1.0F, -0.37F, 1e-3F, 0.5F, 1.0F, 2.0F, 2.71828F, 7.0F, 31.0F}) {
    CHECK(worst_error([&](float x) { return kernels::pow(x, y); },
                      [&](double x) { return std::pow(x, static_cast<double>(y)); }) < kBound);
  }
}

TEST_CASE("vector_math: dense arguments, where results are neither 0 nor infinite", "[kernels]") {
  double worst = 0;
  for (int i = -110000; i < 90000; ++i) {
    const float x = static_cast<float>(i) * 1e-3F;
    worst = std::fmax(worst, error_in_ulp(kernels::exp(x), std::exp(static_cast<double>(x))));
    worst = std::fmax(
        worst, error_in_ulp(kernels::tanh(x * 0.1F), std::tanh(static_cast<double>(x * 0.1F))));
    worst = std::fmax(worst, error_in_ulp(kernels::log(1 + x * 1e-6F),
                                          std::log(static_cast<double>(1 + x * 1e-6F))));
  }
  CHECK(worst < 0.501);
}

bool is_positive_zero(float x) { return x == 0 && !std::signbit(x); }
bool is_negative_zero(float x) { return x == 0 && std::signbit(x); }

TEST_CASE("exp: ends", "[kernels]") {
  CHECK(kernels::exp(0.0F) == 1);
  CHECK(kernels::exp(-0.0F) == 1);
  CHECK(kernels::exp(kInfinity) == kInfinity);
  CHECK(is_positive_zero(kernels::exp(-kInfinity)));
  CHECK(kernels::exp(88.72283F) < kInfinity);
  CHECK(kernels::exp(88.72284F) == kInfinity);
  CHECK(kernels::exp(-103.97F) == kLeast);
  CHECK(is_positive_zero(kernels::exp(-104.0F)));
  CHECK(std::isnan(kernels::exp(kNaN)));
  CHECK(is_negative_zero(kernels::expm1(-0.0F)));
  CHECK(kernels::expm1(kLeast) == kLeast);
  CHECK(kernels::expm1(-kInfinity) == -1);
}

TEST_CASE("log: ends", "[kernels]") {
  CHECK(is_positive_zero(kernels::log(1.0F)));
  CHECK(kernels::log(0.0F) == -kInfinity);
  CHECK(kernels::log(-0.0F) == -kInfinity);
  CHECK(kernels::log(kInfinity) == kInfinity);
  CHECK(std::isnan(kernels::log(-1.0F)));
  CHECK(std::isnan(kernels::log(-kInfinity)));
  CHECK(std::isnan(kernels::log(kNaN)));
  CHECK(kernels::log(kLeast) == -103.27893F);
  CHECK(kernels::log1p(-1.0F) == -kInfinity);
  CHECK(is_negative_zero(kernels::log1p(-0.0F)));
  CHECK(std::isnan(kernels::log1p(-1.5F)));
}

TEST_CASE("tanh, sigmoid, softplus: ends", "[kernels]") {
  CHECK(kernels::tanh(kInfinity) == 1);
  CHECK(kernels::tanh(-kInfinity) == -1);
  CHECK(is_negative_zero(kernels::tanh(-0.0F)));
  CHECK(kernels::tanh(-kLeast) == -kLeast);
  CHECK(std::isnan(kernels::tanh(kNaN)));
  CHECK(kernels::sigmoid(0.0F) == 0.5F);
  CHECK(kernels::sigmoid(kInfinity) == 1);
  CHECK(is_positive_zero(kernels::sigmoid(-kInfinity)));
  CHECK(std::isnan(kernels::sigmoid(kNaN)));
  CHECK(kernels::softplus(kInfinity) == kInfinity);
  CHECK(is_positive_zero(kernels::softplus(-kInfinity)));
  CHECK(kernels::softplus(1e30F) == 1e30F);
  CHECK(std::isnan(kernels::softplus(kNaN)));
}

TEST_CASE("pow: what the C standard says about zeros, infinities, NaN and negative numbers",
          "[kernels]") {
  CHECK(kernels::pow(3.0F, 2.0F) == 9);
  CHECK(kernels::pow(-2.0F, 3.0F) == -8);
  CHECK(kernels::pow(-2.0F, -2.0F) == 0.25F);
  const std::vector<float> values = {
      0.0F,   -0.0F,  0.5F,   -0.5F, 1.0F,        -1.0F,       2.0F,        -2.0F,
      3.0F,   -3.0F,  2.5F,   -2.5F, kInfinity,   -kInfinity,  kNaN,        1e30F,
      -1e30F, 1e-30F, kLeast, 1e10F, 16777215.0F, 16777216.0F, -16777215.0F};
  for (const float x : values) {
    for (const float y : values) {
      const double exact = std::pow(static_cast<double>(x), static_cast<double>(y));
      const float got = kernels::pow(x, y), expected = static_cast<float>(exact);
      INFO(x << " to the power of " << y << " is " << expected << ", got " << got);
      CHECK(error_in_ulp(got, exact) < 0.501);
      CHECK((std::isnan(exact) || std::signbit(got) == std::signbit(expected)));
    }
  }
}

TEST_CASE("vector_math: many exponentials at a time are the same as one", "[kernels]") {
  const std::vector<float> x = {-200, -3.5F, -1, 0, 0.1F, 1, 2, 88, 90};
  std::vector<float> y(x.size());
  kernels::exp(x, 0, y);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(y[i] == kernels::exp(x[i]));
  kernels::exp(x, 88, y);
  CHECK(y[7] == 1);
  CHECK(y[8] == kernels::exp(2.0F));
}

TEST_CASE("vector_math: the same bits on every target", "[kernels][bits]") {
  // Of core version 0.1. It may change with a written reason only: results of earlier versions
  // would change with it.
  constexpr std::uint64_t kHash = 0x77AF9DC0D04C5A3CU;
  std::uint64_t hash = kHashStart;
  for (const float x : float_sweep()) {
    for (const float value :
         {kernels::exp(x), kernels::expm1(x), kernels::log(x), kernels::log1p(x), kernels::tanh(x),
          kernels::sigmoid(x), kernels::softplus(x), kernels::pow(x, 1.7F),
          kernels::pow(x, -3.0F)}) {
      hash = hash_bits(hash, value);
    }
  }
  CHECK(hash == kHash);
}

}  // namespace
}  // namespace attune::test
