#include "kernels/bilinear.h"

#include <cstddef>

namespace attune::kernels {

void read_between(const float* x, std::int64_t width, std::span<const Place> rows,
                  std::span<const Place> columns, float* y) {
  for (const Place& row : rows) {
    const float* const top = x + row.low * width;
    const float* const bottom = x + row.high * width;
    for (const Place& column : columns) {
      *y++ = between(between(top[column.low], top[column.high], column.part),
                     between(bottom[column.low], bottom[column.high], column.part), row.part);
    }
  }
}

void spread_between(const float* dy, std::int64_t width, std::span<const Place> rows,
                    std::span<const Place> columns, float* dx) {
  for (const Place& row : rows) {
    float* const top = dx + row.low * width;
    float* const bottom = dx + row.high * width;
    for (const Place& column : columns) {
      const float lower = *dy * row.part, upper = *dy - lower;
      ++dy;
      top[column.low] += upper - upper * column.part;
      top[column.high] += upper * column.part;
      bottom[column.low] += lower - lower * column.part;
      bottom[column.high] += lower * column.part;
    }
  }
}

void add_place_gradients(const float* x, const float* dy, std::int64_t width,
                         std::span<const Place> rows, std::span<const Place> columns, float* drows,
                         float* dcolumns) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place& row = rows[i];
    const float* const top = x + row.low * width;
    const float* const bottom = x + row.high * width;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const Place& column = columns[j];
      drows[i] += *dy * (between(bottom[column.low], bottom[column.high], column.part) -
                         between(top[column.low], top[column.high], column.part));
      dcolumns[j] += *dy * (between(top[column.high], bottom[column.high], row.part) -
                            between(top[column.low], bottom[column.low], row.part));
      ++dy;
    }
  }
}

}  // namespace attune::kernels
