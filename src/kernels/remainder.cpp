#include "kernels/remainder.h"

#include <cmath>

namespace attune::kernels {
namespace {
// Whether the remainder toward zero is on the wrong side of 0.
bool is_past(float remainder, float b) { return remainder != 0 && (remainder < 0) != (b < 0); }
}  // namespace

// fmod() is exact, so every library has the same bits.
float floored_remainder(float a, float b) {
  const float remainder = std::fmod(a, b);
  if (remainder == 0) return std::copysign(remainder, b);
  return is_past(remainder, b) ? remainder + b : remainder;
}

float floored_quotient(float a, float b) {
  if (b == 0) return a / b;
  const float remainder = std::fmod(a, b);
  // Without the remainder a / b is an integer, up to a rounding.
  const double quotient =
      std::nearbyint((static_cast<double>(a) - static_cast<double>(remainder)) / b);
  return static_cast<float>(is_past(remainder, b) ? quotient - 1 : quotient);
}

}  // namespace attune::kernels
