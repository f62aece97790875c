#include "kernels/functions.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "support/floats.h"

namespace attune::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kLeast = std::numeric_limits<float>::denorm_min();
constexpr double kBound = 0.501;

using Ours = float (*)(float);
using Exact = double (*)(double);

// 2 u and the slope of 2 u in gelu's approximation by tanh.
double twice_inner(double x) {
  return 2 * std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
}
double sigmoid(double v) { return 1 / (1 + std::exp(-v)); }
double gelu(double x) {
  return std::isinf(x) ? std::fmax(x, 0.0) : x * std::erfc(-x / std::numbers::sqrt2) / 2;
}
double gelu_tanh(double x) {
  return std::isinf(x) ? std::fmax(x, 0.0) : x * sigmoid(twice_inner(x));
}
// musl's acosh says +inf far below -1, where there is none.
double acosh(double x) { return x < 1 ? std::numeric_limits<double>::quiet_NaN() : std::acosh(x); }
double gelu_sigmoid(double x) { return std::isinf(x) ? std::fmax(x, 0.0) : x * sigmoid(1.702 * x); }

struct Pair {
  const char* name;
  Ours ours;
  Exact exact;
};
const Pair kFunctions[] = {
    {"exp2", kernels::exp2, [](double x) { return std::exp2(x); }},
    {"sin", kernels::sin, [](double x) { return std::sin(x); }},
    {"cos", kernels::cos, [](double x) { return std::cos(x); }},
    {"tan", kernels::tan, [](double x) { return std::tan(x); }},
    {"asin", kernels::asin, [](double x) { return std::asin(x); }},
    {"acos", kernels::acos, [](double x) { return std::acos(x); }},
    {"atan", kernels::atan, [](double x) { return std::atan(x); }},
    {"sinh", kernels::sinh, [](double x) { return std::sinh(x); }},
    {"cosh", kernels::cosh, [](double x) { return std::cosh(x); }},
    {"asinh", kernels::asinh, [](double x) { return std::asinh(x); }},
    {"acosh", kernels::acosh, acosh},
    {"atanh", kernels::atanh, [](double x) { return std::atanh(x); }},
    {"erf", kernels::erf, [](double x) { return std::erf(x); }},
    {"erf_slope", kernels::erf_slope,
     [](double x) { return 2 / std::sqrt(std::numbers::pi) * std::exp(-x * x); }},
    {"gelu", kernels::gelu, gelu},
    {"gelu_tanh", kernels::gelu_tanh, gelu_tanh},
    {"gelu_sigmoid", kernels::gelu_sigmoid, gelu_sigmoid},
};

TEST_CASE("functions: results are within 0.501 ulp of the exact ones over all floats",
          "[kernels]") {
  for (const Pair& function : kFunctions) {
    INFO(function.name);
    CHECK(worst_error(function.ours, function.exact) < kBound);
  }
}

TEST_CASE("functions: dense arguments, where most of them bend", "[kernels]") {
  for (const Pair& function : kFunctions) {
    double worst = 0;
    for (int i = -60000; i < 60000; ++i) {
      const float x = static_cast<float>(i) * 1.7e-4F;
      worst =
          std::fmax(worst, error_in_ulp(function.ours(x), function.exact(static_cast<double>(x))));
    }
    INFO(function.name);
    CHECK(worst < kBound);
  }
}

TEST_CASE("sin, cos, tan: large angles, and those nearest to where the result is 0", "[kernels]") {
  for (const Pair& function : {kFunctions[1], kFunctions[2], kFunctions[3]}) {
    double worst = 0;
    for (int i = 0; i < 200000; ++i) {
      // The float nearest to a multiple of pi/2, and any others up to 1e5.
      const auto zero = static_cast<float>(i * (std::numbers::pi / 2));
      const float any = static_cast<float>(i) * 0.5000007F;
      for (const float x : {zero, -zero, std::nextafter(zero, kInfinity), any})
        worst = std::fmax(worst,
                          error_in_ulp(function.ours(x), function.exact(static_cast<double>(x))));
    }
    // The first is, of all floats, the nearest to a multiple of pi/2: 1.6e-9 from it.
    for (const float x : {16367173.0F * 0x1p72F, 0x1p127F, 1e30F, 1e22F})
      worst =
          std::fmax(worst, error_in_ulp(function.ours(x), function.exact(static_cast<double>(x))));
    INFO(function.name);
    CHECK(worst < 0.51);
  }
}

bool is_zero(float x, bool negative) { return x == 0 && std::signbit(x) == negative; }

TEST_CASE("functions: odd ones keep the sign of zero and the smallest number", "[kernels]") {
  for (const Ours function : {kernels::sin, kernels::tan, kernels::asin, kernels::atan,
                              kernels::sinh, kernels::asinh, kernels::atanh}) {
    CHECK(is_zero(function(0.0F), false));
    CHECK(is_zero(function(-0.0F), true));
    CHECK(function(kLeast) == kLeast);
    CHECK(function(-kLeast) == -kLeast);
  }
  CHECK(is_zero(kernels::erf(-0.0F), true));
  CHECK(is_zero(kernels::gelu(-0.0F), true));
}

TEST_CASE("functions: infinities and NaN", "[kernels]") {
  for (const Ours function :
       {kernels::sin, kernels::cos, kernels::tan, kernels::asin, kernels::acos, kernels::atanh}) {
    CHECK(std::isnan(function(kInfinity)));
    CHECK(std::isnan(function(-kInfinity)));
  }
  for (const Pair& function : kFunctions) {
    INFO(function.name);
    CHECK(std::isnan(function.ours(kNaN)));
  }
  CHECK(std::isnan(kernels::acosh(-kInfinity)));
  CHECK(kernels::acosh(kInfinity) == kInfinity);
  CHECK(kernels::sinh(-kInfinity) == -kInfinity);
  CHECK(kernels::cosh(-kInfinity) == kInfinity);
  CHECK(kernels::asinh(-kInfinity) == -kInfinity);
  CHECK(kernels::atan(kInfinity) == 1.57079633F);
  CHECK(kernels::atanh(-1.0F) == -kInfinity);
  CHECK(kernels::erf(-kInfinity) == -1);
  CHECK(is_zero(kernels::exp2(-kInfinity), false));
  CHECK(kernels::exp2(kInfinity) == kInfinity);
  for (const Ours function : {kernels::gelu, kernels::gelu_tanh, kernels::gelu_sigmoid}) {
    CHECK(function(kInfinity) == kInfinity);
    CHECK(is_zero(function(-kInfinity), true));
    CHECK(is_zero(function(-1e30F), true));
  }
}

TEST_CASE("functions: powers of two are exact", "[kernels]") {
  for (int i = -149; i < 128; ++i)
    CHECK(kernels::exp2(static_cast<float>(i)) == std::ldexp(1.0F, i));
}

TEST_CASE("gelu: slopes are within 0.51 ulp, or 1e-11, of the exact ones", "[kernels]") {
  const auto bell = [](double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); };
  // Of x sigmoid(v)
  const auto slope = [](double x, double v, double dv) {
    const double curve = sigmoid(v);
    return curve + x * curve * sigmoid(-v) * dv;
  };
  const auto error = [](float got, double exact) {
    const double size = std::fabs(got - exact);
    return size < 1e-11 ? 0 : error_in_ulp(got, exact);
  };
  double worst = 0;
  for (int i = -40000; i < 40000; ++i) {
    const float x = static_cast<float>(i) * 5e-4F;
    const double wide = x;
    worst = std::fmax(worst, error(kernels::gelu_slope(x),
                                   std::erfc(-wide / std::numbers::sqrt2) / 2 + wide * bell(wide)));
    const double dv = 2 * std::sqrt(2 / std::numbers::pi) * (1 + 3 * 0.044715 * wide * wide);
    worst =
        std::fmax(worst, error(kernels::gelu_tanh_slope(x), slope(wide, twice_inner(wide), dv)));
    worst =
        std::fmax(worst, error(kernels::gelu_sigmoid_slope(x), slope(wide, 1.702 * wide, 1.702)));
  }
  CHECK(worst < 0.51);
  for (const Ours function :
       {kernels::gelu_slope, kernels::gelu_tanh_slope, kernels::gelu_sigmoid_slope}) {
    CHECK(function(kInfinity) == 1);
    CHECK(function(-kInfinity) == 0);
    CHECK(std::isnan(function(kNaN)));
  }
}

TEST_CASE("functions: the same bits on every target", "[kernels][bits]") {
  // Of core version 0.1. It may change with a written reason only: results of earlier versions
  // would change with it.
  constexpr std::uint64_t kHash = 0xC51DBE4E141BFF78U;
  std::uint64_t hash = kHashStart;
  for (const float x : float_sweep()) {
    for (const Pair& function : kFunctions) hash = hash_bits(hash, function.ours(x));
    for (const Ours slope :
         {kernels::gelu_slope, kernels::gelu_tanh_slope, kernels::gelu_sigmoid_slope})
      hash = hash_bits(hash, slope(x));
  }
  CHECK(hash == kHash);
}

}  // namespace
}  // namespace attune::test
