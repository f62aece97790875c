// Images read between their elements: what enlarging, shrinking and cropping share.
#pragma once

#include <cstdint>
#include <span>

namespace attune::kernels {

/// Where an output reads along one axis: between two elements.
struct Place {
  std::int32_t low = 0, high = 0;
  float part = 0;  ///< of the way from low to high
};

/// Exactly a where part is 0, infinities too.
inline float between(float a, float b, float part) { return part == 0 ? a : a + (b - a) * part; }

/// y[i, j] = x at rows[i], columns[j]: along the columns first.
/// @param width  of x, from which the places are taken
void read_between(const float* x, std::int64_t width, std::span<const Place> rows,
                  std::span<const Place> columns, float* y);
/// dx += dy times the share that each of the four elements has in y.
void spread_between(const float* dy, std::int64_t width, std::span<const Place> rows,
                    std::span<const Place> columns, float* dx);
/// The gradient by the places themselves, in steps of one element:
///   drows[i] += sum_j dy[i, j] (lower row - upper row, read at columns[j]), and dcolumns alike.
void add_place_gradients(const float* x, const float* dy, std::int64_t width,
                         std::span<const Place> rows, std::span<const Place> columns, float* drows,
                         float* dcolumns);

}  // namespace attune::kernels
