// Sums over whole arrays, in a fixed order.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// Four partial sums, element i in the (i mod 4)th, then (s0 + s1) + (s2 + s3).
float sum(const float* x, std::size_t count);

}  // namespace attune::kernels
