// Trigonometric and hyperbolic functions, their inverses, the error function and GELU, in float:
// the same bits natively, in Node and in every browser. vector_math.h has exp, log, tanh and pow.
//
// Computed in double from + - * / and sqrt. Each result is within 0.501 ulp of the exact one over
// all floats (as measured against a double-precision library), angles of any size included. Zeros,
// infinities, NaN and subnormal numbers give what the C standard says; a NaN's sign and payload are
// not specified.
#pragma once

namespace attune::kernels {

/// 2^x
float exp2(float x);

/// Of an infinite angle: NaN.
float sin(float x);
float cos(float x);
float tan(float x);
/// Outside [-1, 1]: NaN.
float asin(float x);
float acos(float x);
float atan(float x);

float sinh(float x);
float cosh(float x);
float asinh(float x);
/// Below 1: NaN.
float acosh(float x);
/// Of -1 and 1: infinite; outside: NaN.
float atanh(float x);

/// 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
float erf(float x);
/// 2 / sqrt(pi) e^(-x^2)
float erf_slope(float x);

// GELU: x times a curve that rises from 0 to 1. Of -infinity: -0.

/// x Phi(x), the normal distribution's Phi(x) = (1 + erf(x / sqrt 2)) / 2; far below 0 too without
/// cancellation.
float gelu(float x);
float gelu_slope(float x);
/// x (1 + tanh u) / 2, u = sqrt(2 / pi) (x + 0.044715 x^3)
float gelu_tanh(float x);
float gelu_tanh_slope(float x);
/// x sigmoid(1.702 x)
float gelu_sigmoid(float x);
float gelu_sigmoid_slope(float x);

}  // namespace attune::kernels
