#include "kernels/link_functions.h"

#include <cmath>

#include "kernels/exponential.h"

namespace attune::kernels {
namespace {
constexpr double kInverseRootTwoPi = 0.39894228040143267794;

double density(double x) { return kInverseRootTwoPi * internal::exponential(-0.5 * x * x).value(); }

// The share between 0 and x: density · (x + x³/3 + x⁵/(3·5) + …). Needs: |x| <= 3; the first term
// left out is below 1e-16.
double share_from_zero(double x) {
  double term = x, sum = x;
  for (int odd = 3; odd < 90; odd += 2) {
    term *= x * x / odd;
    sum += term;
  }
  return density(x) * sum;
}

// The share above x: density / (x + 1/(x + 2/(x + 3/(x + …)))). Needs: x >= 3; the rest of the
// fraction is below 1e-15 of it.
double share_above(double x) {
  double rest = x;
  for (int i = 80; i > 0; --i) rest = x + i / rest;
  return density(x) / rest;
}
}  // namespace

double linear_score(std::span<const double> weights, double offset, std::span<const double> x) {
  double sum = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * x[k];
  return sum + offset;
}

double exponential(double x) { return internal::exponential(x).value(); }

// Not internal::hyperbolic_tangent, which stops at x = 10: that is 1 as a float, but not as a
// double.
double hyperbolic_tangent(double x) {
  const double magnitude = std::fabs(x);
  const double e = internal::exponential(2 * (magnitude > 50 ? 50 : magnitude)).minus_one();
  return std::copysign(e / (e + 2), x);
}

double power(double base, int exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

void softmax(std::span<double> scores) {
  if (scores.empty()) return;
  double top = scores[0], sum = 0;
  for (const double score : scores) top = score > top ? score : top;
  for (double& score : scores) sum += score = exponential(score - top);
  for (double& score : scores) score /= sum;
}

double logistic(double x) { return internal::sigmoid(x); }

double normal_cdf(double x) {
  if (x > 3) return 1 - share_above(x);
  if (x < -3) return share_above(-x);
  return 0.5 + share_from_zero(x);
}

}  // namespace attune::kernels
