// The order of the values along a lane.
#pragma once

#include <cstdint>

namespace attune::kernels {

/// Up to here a float counts one by one: no lane that is sorted may be longer.
inline constexpr std::int64_t kMostPositions = std::int64_t{1} << 24;

/// Sorts the `count` values x[0], x[step], x[2 step] … without moving them.
/// Equal values keep their order and NaN come last, both ways: a total order, so every machine
/// finds the same one.
/// @param positions  gets 0 … count - 1, the position of the first value in front
/// Needs: count <= kMostPositions.
void sort_positions(const float* x, std::int64_t step, std::int64_t count, bool descending,
                    float* positions);

}  // namespace attune::kernels
