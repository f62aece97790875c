#include "kernels/vector_math.h"

#include <cmath>
#include <limits>

#include "kernels/exponential.h"

namespace attune::kernels {
namespace {
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

bool is_odd(float integer) {
  return std::fabs(integer) < 0x1p24F && std::floor(integer / 2) != integer / 2;
}
}  // namespace

float exp(float x) { return static_cast<float>(internal::exponential(x).value()); }

float expm1(float x) {
  if (x == 0) return x;  // keeps the sign of zero
  return static_cast<float>(internal::exponential(x).minus_one());
}

float log(float x) {
  if (x > 0 && x < kInfinity) return static_cast<float>(internal::logarithm(x));
  if (x == 0) return -kInfinity;
  return x < 0 ? kNaN : x;
}

float log1p(float x) {
  if (x > -1 && x < kInfinity)
    return x == 0 ? x : static_cast<float>(internal::logarithm_of_one_plus(x));
  if (x == -1) return -kInfinity;
  return x < -1 ? kNaN : x;
}

float tanh(float x) { return static_cast<float>(internal::hyperbolic_tangent(x)); }

float pow(float x, float y) {
  if (y == 0 || x == 1) return 1;
  if (std::isnan(x) || std::isnan(y)) return kNaN;
  const bool y_is_integer = std::floor(y) == y;  // infinity counts as an even one
  if (x < 0 && !std::isinf(x) && !y_is_integer) return kNaN;
  const float sign = std::signbit(x) && y_is_integer && is_odd(y) ? -1.0F : 1.0F;
  const float magnitude = std::fabs(x);
  if (magnitude == 1) return sign;
  if (magnitude == 0 || std::isinf(magnitude))
    return sign * ((magnitude == 0) == (y < 0) ? kInfinity : 0.0F);
  const double power =
      internal::exponential(static_cast<double>(y) * internal::logarithm(magnitude)).value();
  return sign * static_cast<float>(power);
}

float sigmoid(float x) { return static_cast<float>(internal::sigmoid(x)); }

float softplus(float x) { return static_cast<float>(internal::softplus(x)); }

void exp(std::span<const float> x, float shift, std::span<float> y) {
  const float* const from = x.data();
  float* const to = y.data();
  const std::size_t count = x.size();
  for (std::size_t i = 0; i < count; ++i)
    to[i] = static_cast<float>(internal::exponential(static_cast<double>(from[i]) - shift).value());
}

}  // namespace attune::kernels
