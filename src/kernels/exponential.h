// The exponential and the logarithm in double, for kernels to inline; vector_math.h is what
// everybody else reads.
//
// Only + - * / and bit patterns, so the same bits come out everywhere. Relative errors lie below
// 1e-11, four decimal digits under float's last bit: a result rounded to float is the correctly
// rounded one but for one value in some hundred thousand. Straight-line code (no branch): loops
// over it become SIMD.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace attune::kernels::internal {

inline constexpr double kLn2 = 0.693147180559945309417;
inline constexpr double kLog2E = 1.44269504088896340736;
/// Adding it to a double below 2^51 in size rounds that to an integer, which the low bits of the
/// sum then hold.
inline constexpr double kRounder = 0x1.8p52;

/// 2^k. Needs: -1022 <= k <= 1023; any other k (of a NaN) gives any other number.
inline double power_of_two(std::int64_t k) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

/// e^x = 2^k (1 + p), with |p| < 0.42.
struct Exponential {
  double scale;  ///< 2^k
  double p;

  double value() const { return scale + scale * p; }
  /// e^x - 1 without cancellation.
  double minus_one() const { return scale * p + (scale - 1); }
};

/// Beyond +-104 the result is that of the nearer end: 0 or infinity once it is a float. NaN stays
/// NaN.
inline Exponential exponential(double x) {
  x = x > 104.0 ? 104.0 : x;
  x = x < -104.0 ? -104.0 : x;
  const double rounded = x * kLog2E + kRounder;
  const double r = x - (rounded - kRounder) * kLn2;  // |r| <= ln(2) / 2
  const auto k = std::bit_cast<std::int64_t>(rounded) - std::bit_cast<std::int64_t>(kRounder);
  // Taylor's series of e^r - 1; the first term left out is r^10 / 10! < 7e-12.
  double p = 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 1.0 / 2;
  p = p * r + 1.0;
  return {power_of_two(k), p * r};
}

/// ln x. Needs: x > 0, finite and normal (every positive float is normal as a double).
inline double logarithm(double x) {
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)), so that k is 0 near 1 and nothing cancels there.
  const auto bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t k = (bits - std::bit_cast<std::int64_t>(0.70710678118654752440)) >> 52;
  const double m = std::bit_cast<double>(bits - k * (std::int64_t{1} << 52));
  // ln m = 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.172; the first term left out is s^16 /
  // 17 < 4e-14.
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  double series = 1.0 / 15;
  series = series * z + 1.0 / 13;
  series = series * z + 1.0 / 11;
  series = series * z + 1.0 / 9;
  series = series * z + 1.0 / 7;
  series = series * z + 1.0 / 5;
  series = series * z + 1.0 / 3;
  const double whole = std::bit_cast<double>(std::bit_cast<std::int64_t>(kRounder) + k) - kRounder;
  return whole * kLn2 + (2 * s + 2 * s * z * series);
}

/// ln(1 + x), also where 1 + x rounds. Needs: x > -1 and finite.
inline double logarithm_of_one_plus(double x) {
  const double sum = 1 + x;
  const double lost = x < 1 ? x - (sum - 1) : 1 - (sum - x);  // exact
  return logarithm(sum) + lost / sum;
}

/// tanh x; keeps the sign of zero.
inline double hyperbolic_tangent(double x) {
  const double magnitude = std::fabs(x);
  const double e = exponential(2 * (magnitude > 10.0 ? 10.0 : magnitude)).minus_one();
  return std::copysign(e / (e + 2), x);
}

/// 1 / (1 + e^-x)
inline double sigmoid(double x) { return 1 / (1 + exponential(-x).value()); }

/// ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|): large values do not overflow, small ones are not lost
/// beside the 1.
inline double softplus(double x) {
  const double e = exponential(x < 0 ? x : -x).value();
  return (x > 0 ? x : 0) + logarithm_of_one_plus(e);
}

}  // namespace attune::kernels::internal
