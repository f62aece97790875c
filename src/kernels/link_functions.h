// Link functions of generalized linear models, in double: a real number becomes a probability.
#pragma once

namespace attune::kernels {

/// 1 / (1 + e^-x). Within 1e-11 of itself down to x = -104; further down it stays at about 7e-46.
double logistic(double x);

/// The normal distribution's share below x: (1 + erf(x / sqrt 2)) / 2. Within 1e-11 of the exact
/// one, from x = -3 down to -14.4 within 1e-10 of itself; further down it stays positive and below
/// 1e-45.
double normal_cdf(double x);

}  // namespace attune::kernels
