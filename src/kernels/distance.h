// The distance between two points: the one that decides which neighbours are nearest.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// The sum of (a[i] - b[i])² in float32. Elements 4c … 4c + 3 go to the lanes of accumulator c mod
/// 4; in the end the four accumulators are added as (0 + 1) + (2 + 3), then the lanes likewise.
/// Exact for whole numbers while the sum is below 2^24. Infinity where the sum is not a number, so
/// that distances always have an order.
float squared_distance(const float* a, const float* b, std::size_t count);

}  // namespace attune::kernels
