// What tests of functions on floats share: arguments from all of them, distances from the exact
// result, a hash of the bits.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace attune::test {

/// Every 20,011th float, of both signs: zeros, subnormal numbers, infinities and NaN among them.
inline std::vector<float> float_sweep() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kLeast = std::numeric_limits<float>::denorm_min();
  std::vector<float> values = {
      0.0F,   -0.0F,   kInfinity, -kInfinity, std::numeric_limits<float>::quiet_NaN(),
      kLeast, -kLeast, 1.0F,      -1.0F};
  for (std::uint64_t bits = 1; bits < std::uint64_t{1} << 32; bits += 20011) {
    values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  return values;
}

/// The distance from the exact value in units of float's last place there: 0 for the nearest float
/// (which is within 0.5), infinite for a wrong infinity or NaN.
inline double error_in_ulp(float got, double exact) {
  const auto nearest = static_cast<float>(exact);
  if (std::isnan(exact)) return std::isnan(got) ? 0 : std::numeric_limits<double>::infinity();
  if (got == nearest) return 0;
  if (std::isinf(got) || std::isinf(nearest) || std::isnan(got))
    return std::numeric_limits<double>::infinity();
  const double size = std::fabs(exact);
  const double ulp = std::ldexp(1.0, std::max(std::ilogb(size), -126) - 23);
  return std::fabs(got - exact) / ulp;
}

/// The largest distance over the sweep.
template <typename Ours, typename Exact>
double worst_error(Ours ours, Exact exact) {
  double worst = 0;
  for (const float x : float_sweep())
    worst = std::fmax(worst, error_in_ulp(ours(x), exact(static_cast<double>(x))));
  return worst;
}

/// FNV-1a over the bits of floats; all NaN count as one.
inline constexpr std::uint64_t kHashStart = 0xCBF29CE484222325U;
inline std::uint64_t hash_bits(std::uint64_t hash, float value) {
  std::uint32_t bits = std::isnan(value) ? 0x7FC00000U : std::bit_cast<std::uint32_t>(value);
  for (int byte = 0; byte < 4; ++byte, bits >>= 8) hash = (hash ^ (bits & 0xFFU)) * 0x100000001B3U;
  return hash;
}

}  // namespace attune::test
