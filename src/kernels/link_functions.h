// What the classic models compute, in double: scores, and link functions that make a probability of
// a score. Only + - * / and our own exponential, so the same bits come out everywhere.
#pragma once

#include <span>

namespace attune::kernels {

/// sum_k weights[k] · x[k] + offset: the products from k = 0 on, the offset last. Needs: as many
/// x as weights.
double linear_score(std::span<const double> weights, double offset, std::span<const double> x);

/// e^x, within 1e-11 of itself for |x| <= 104; beyond that it stays as at the nearer end.
double exponential(double x);

double hyperbolic_tangent(double x);

/// base^exponent by repeated squaring; 1 for an exponent of 0. Needs: exponent >= 0.
double power(double base, int exponent);

/// Scores become probabilities: e^s / sum of all e^s.
void softmax(std::span<double> scores);

/// 1 / (1 + e^-x). Within 1e-11 of itself down to x = -104; further down it stays at about 7e-46.
double logistic(double x);

/// The normal distribution's share below x: (1 + erf(x / sqrt 2)) / 2. Within 1e-11 of the exact
/// one, from x = -3 down to -14.4 within 1e-10 of itself; further down it stays positive and below
/// 1e-45.
double normal_cdf(double x);

}  // namespace attune::kernels
