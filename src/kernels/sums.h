// Sums over whole arrays: four partial sums, element i in the (i mod 4)th, then their sum as
// (s0 + s1) + (s2 + s3). Faster than one after the other, and nearer to the truth.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// The sum of x[i].
float sum(const float* x, std::size_t count);
/// The sum of a[i] b[i].
float sum_of_products(const float* a, const float* b, std::size_t count);
/// The sum of (x[i] - center)^2.
float sum_of_squares_around(float center, const float* x, std::size_t count);

}  // namespace attune::kernels
