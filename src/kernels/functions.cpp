#include "kernels/functions.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>

#include "kernels/exponential.h"

namespace attune::kernels {
namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTwoOverRootPi = 2 * std::numbers::inv_sqrtpi;

float rounded(double x) { return static_cast<float>(x); }

// These functions are rare in networks: what they share is called, not copied into each of them
// (a third of the code).
[[gnu::noinline]] internal::Exponential exponential(double x) { return internal::exponential(x); }
[[gnu::noinline]] double logarithm_of_one_plus(double x) {
  return internal::logarithm_of_one_plus(x);
}

// c[0] + c[1] x + c[2] x^2 + …
[[gnu::noinline]] double polynomial(std::span<const double> c, double x) {
  double sum = 0;
  for (std::size_t i = c.size(); i-- > 0;) sum = sum * x + c[i];
  return sum;
}

// ---- angles -------------------------------------------------------------------------------------

// An angle is quadrant * pi/2 + rest, up to whole turns; |rest| <= pi/4.
struct Angle {
  std::uint32_t quadrant;
  double rest;

  Angle further(std::uint32_t quadrants) const { return {quadrant + quadrants, rest}; }
};

// The bits of 2/pi behind its point, after a word of zeros.
constexpr std::uint32_t kTwoOverPi[] = {0,          0xA2F9836E, 0x4E441529, 0xFC2757D1,
                                        0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB};

// Payne and Hanek's way: of the product x 2/pi only the bits that matter, those below 4, are
// computed, as an integer of 64 bits of which 62 lie behind the point. So an angle of 1e38 comes
// out as exactly as one of 1.
[[gnu::noinline]] Angle angle_of(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t exponent = bits >> 23 & 0xFF;
  if (exponent < 126) return {0, x};  // below 1/2
  if (exponent == 255) return {0, kNaN};
  // |x| = whole 2^(exponent - 150). A bit of 2/pi at place j counts whole 2^(exponent - 24 - j)
  // quadrants, in units of 2^-62: nothing, modulo 2^64, for the first `skipped` places.
  const std::uint64_t whole = (bits & 0x7FFFFF) | 0x800000;
  const std::uint32_t skipped = exponent - 120, word = skipped / 32, shift = skipped % 32;
  const auto pair = [](std::uint32_t at) {
    return std::uint64_t{kTwoOverPi[at]} << 32 | kTwoOverPi[at + 1];
  };
  std::uint64_t high = pair(word), low = pair(word + 2);
  if (shift > 0) high = high << shift | low >> (64 - shift);
  low = (low << shift) >> 32;
  const std::uint64_t product = whole * high + (whole * low >> 32);
  const std::uint64_t quadrant = (product + (std::uint64_t{1} << 61)) >> 62;
  const auto fraction = static_cast<std::int64_t>(product - (quadrant << 62));
  const double rest = static_cast<double>(fraction) * (0x1p-62 * std::numbers::pi / 2);
  const auto forward = static_cast<std::uint32_t>(quadrant);
  return x < 0 ? Angle{0 - forward, -rest} : Angle{forward, rest};
}

// Taylor's series; the first terms left out are below 6e-13 of the result.
constexpr double kSine[] = {1.0,          -1.0 / 6,        1.0 / 120,       -1.0 / 5040,
                            1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800};
constexpr double kCosine[] = {1.0,         -1.0 / 2,       1.0 / 24,       -1.0 / 720,
                              1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600};

[[gnu::noinline]] double sine(const Angle& angle) {
  const double r = angle.rest, z = r * r;
  const double size = angle.quadrant % 2 == 0 ? r * polynomial(kSine, z) : polynomial(kCosine, z);
  return angle.quadrant % 4 < 2 ? size : -size;
}

// Three halvings, atan t = 2 atan(t / (1 + sqrt(1 + t^2))), take any t below tan(pi/16) < 0.199;
// there the first term of the series left out is below 4e-13.
constexpr double kArctangent[] = {1.0,     -1.0 / 3,  1.0 / 5,  -1.0 / 7,
                                  1.0 / 9, -1.0 / 11, 1.0 / 13, -1.0 / 15};
[[gnu::noinline]] double arctangent(double x) {
  double t = std::fabs(x);
  t = t > 1e30 ? 1e30 : t;
  for (int i = 0; i < 3; ++i) t = t / (1 + std::sqrt(1 + t * t));
  return std::copysign(8 * t * polynomial(kArctangent, t * t), x);
}

// ---- the error function ------------------------------------------------------------------------

// e^-s for s >= 0; does not stop at e^-104 as exponential() does, so that what it multiplies may be
// large.
[[gnu::noinline]] double decay(double s) {
  const double root = exponential(-s / 2).value();
  return root * root;
}

// erfc(z) e^(z^2) for z >= 0: t p(2 t - 1), t = 1 / (1 + 3/8 z), where p is the polynomial that
// meets it at the Chebyshev nodes of 0 <= t <= 1. Relative error below 2e-12.
constexpr double kTail[] = {
    0.39814526198773126,    0.31287840160371083,     0.18878217140836412,
    0.08194528523520223,    0.0208622105574932,      -0.00029585460128350716,
    -0.002214820594882834,  -0.00037369151162650776, 0.00024027324384214338,
    6.961871727000226e-05,  -3.499331975419525e-05,  -1.0506813403105112e-05,
    6.497202684443175e-06,  1.296266323751146e-06,   -1.1905846361082712e-06,
    -9.581139948322121e-08, 1.3701473360269208e-07};
[[gnu::noinline]] double scaled_tail(double z) {
  const double t = 1 / (1 + 0.375 * z);
  return t * polynomial(kTail, 2 * t - 1);
}

// Phi(x), the normal distribution.
double normal(double x) {
  const double tail = 0.5 * decay(x * x / 2) * scaled_tail(std::fabs(x) / std::numbers::sqrt2);
  return x < 0 ? tail : 1 - tail;
}

// (-1)^n / (n! (2 n + 1)); up to z = 1/4 the first term left out is below 6e-13.
constexpr double kErf[] = {1.0,         -1.0 / 3,   1.0 / 10,     -1.0 / 42,   1.0 / 216,
                           -1.0 / 1320, 1.0 / 9360, -1.0 / 75600, 1.0 / 685440};

// Far out nothing changes any more, but infinity times 0 would.
double bounded(float x) {
  const double wide = x;
  return wide > 1e9 ? 1e9 : wide < -1e9 ? -1e9 : wide;
}

// 1 / (1 + e^-v) and 1 minus that, both without cancellation and down to 1e-90.
struct Logistic {
  double rises, falls;
};
[[gnu::noinline]] Logistic logistic(double v) {
  const double low = decay(std::fabs(v)), share = 1 / (1 + low);
  return v < 0 ? Logistic{low * share, share} : Logistic{share, low * share};
}

// d/dx of x sigmoid(v), for v' = dv.
float slope_of(double x, double v, double dv) {
  const Logistic curve = logistic(v);
  return rounded(curve.rises + x * curve.rises * curve.falls * dv);
}

constexpr double kTwoRootTwoOverPi = 2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
constexpr double kCubic = 0.044715, kSteepness = 1.702;
double inner(double x) { return kTwoRootTwoOverPi * (x + kCubic * x * x * x); }
}  // namespace

float exp2(float x) { return rounded(exponential(x * internal::kLn2).value()); }

float sin(float x) { return rounded(sine(angle_of(x))); }
float cos(float x) { return rounded(sine(angle_of(x).further(1))); }
float tan(float x) {
  const Angle angle = angle_of(x);
  return rounded(sine(angle) / sine(angle.further(1)));
}

float asin(float x) {
  const double wide = x;
  return rounded(arctangent(wide / std::sqrt((1 - wide) * (1 + wide))));
}
float acos(float x) {
  const double wide = x;
  return rounded(2 * arctangent(std::sqrt((1 - wide) / (1 + wide))));
}
float atan(float x) { return rounded(arctangent(x)); }

float sinh(float x) {
  const double p = exponential(std::fabs(x)).minus_one();
  return std::copysign(rounded((p + p / (p + 1)) / 2), x);
}
float cosh(float x) {
  const double e = exponential(x).value();
  return rounded((e + 1 / e) / 2);
}
float asinh(float x) {
  const double a = std::fabs(x);
  if (!(a < kInfinity)) return x;
  return std::copysign(rounded(logarithm_of_one_plus(a + a * a / (1 + std::sqrt(a * a + 1)))), x);
}
float acosh(float x) {
  const double t = static_cast<double>(x) - 1;
  if (!(t >= 0)) return rounded(kNaN);
  if (!(t < kInfinity)) return x;
  return rounded(logarithm_of_one_plus(t + std::sqrt(t * (t + 2))));
}
float atanh(float x) {
  const double a = std::fabs(x);
  if (!(a <= 1)) return rounded(kNaN);
  if (a == 1) return std::copysign(rounded(kInfinity), x);
  return std::copysign(rounded(logarithm_of_one_plus(2 * a / (1 - a)) / 2), x);
}

float erf(float x) {
  const double wide = x, a = std::fabs(wide);
  if (a < 0.5) return rounded(kTwoOverRootPi * wide * polynomial(kErf, wide * wide));
  return std::copysign(rounded(1 - decay(a * a) * scaled_tail(a)), x);
}
float erf_slope(float x) {
  const double wide = x;
  return rounded(kTwoOverRootPi * decay(wide * wide));
}

float gelu(float x) {
  const double wide = bounded(x);
  return x > 1e9F ? x : rounded(wide * normal(wide));
}
float gelu_slope(float x) {
  const double wide = bounded(x), half_root = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return rounded(normal(wide) + wide * half_root * decay(wide * wide / 2));
}
float gelu_tanh(float x) {
  const double wide = bounded(x);
  return x > 1e9F ? x : rounded(wide * logistic(inner(wide)).rises);
}
float gelu_tanh_slope(float x) {
  const double wide = bounded(x);
  return slope_of(wide, inner(wide), kTwoRootTwoOverPi * (1 + 3 * kCubic * wide * wide));
}
float gelu_sigmoid(float x) {
  const double wide = bounded(x);
  return x > 1e9F ? x : rounded(wide * logistic(kSteepness * wide).rises);
}
float gelu_sigmoid_slope(float x) {
  const double wide = bounded(x);
  return slope_of(wide, kSteepness * wide, kSteepness);
}

}  // namespace attune::kernels
