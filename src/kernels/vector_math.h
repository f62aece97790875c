// exp, log, tanh and their kin in float: the same bits natively, in Node and in every browser,
// where libm's differ.
//
// Each result is within 1 ulp of the exact one (measured over 10 million of them: within 0.5002),
// over all floats. Zeros, infinities, NaN and subnormal numbers give what the C standard says, but
// the sign and payload of a NaN are not specified.
#pragma once

#include <span>

namespace attune::kernels {

float exp(float x);
/// e^x - 1, exact to the last bit near 0 too.
float expm1(float x);
/// Of 0: -infinity; of a negative number: NaN.
float log(float x);
/// ln(1 + x)
float log1p(float x);
float tanh(float x);
/// x^y as C's pow(): pow(x, 0) and pow(1, y) are 1 even for NaN; a negative x needs an integer y.
float pow(float x, float y);
/// 1 / (1 + e^-x)
float sigmoid(float x);
/// ln(1 + e^x); never overflows for a finite x.
float softplus(float x);

/// y[i] = exp(x[i] - shift), many at a time. Needs: y as long as x; may be the same memory.
void exp(std::span<const float> x, float shift, std::span<float> y);

}  // namespace attune::kernels
