#include "kernels/gemm.h"

#include <algorithm>

namespace attune::kernels {
namespace {
using namespace internal;

// The usual tile is 4 x 8: 8 of 16 registers hold sums, which is what a loop without fused
// multiply-add can feed. 1 to 4 columns at the end are made of tiles of 4 x 4, and one row alone of
// 1 x 16.
constexpr int kTileRows = 4, kTileColumns = 8, kRowColumns = 16;
// What is worked on at once: of A 64 x 256 (64 KB), of B 256 x 256 (256 KB), where the caches hold
// them. kDepth (tile.h) is part of the result's bits, these are not.
constexpr int kRows = 64, kColumns = 256;
// B is copied into panels where that many rows use it, unless it is laid out so already.
constexpr int kRowsToPackB = 9;
// A is read broadcasting where it stands; that many columns pay for a copy in which it is read a
// little faster.
constexpr int kColumnsToPackA = 64;

int panel_width(int left) { return left <= kLanes ? kLanes : kTileColumns; }

// How many of the first of `rows` rows of A are read where they stand.
int rows_in_place(const Matrix& a, int columns, int rows) {
  if (a.column_step == 1) return columns >= kColumnsToPackA && a.rows >= kTileRows ? 0 : rows;
  return rows / kTileRows * kTileRows;  // a tile reads whole columns
}
bool packs_b(const Matrix& a, const Matrix& b) {
  return b.column_step != 1 || a.rows >= kRowsToPackB;
}

std::ptrdiff_t packed_a_floats(int rows, int depth) {
  return static_cast<std::ptrdiff_t>(round_up(std::min(rows, kRows), kTileRows)) *
         std::min(depth, kDepth);
}

// Columns [column, column + columns) of C, summed over k from `k` on.
class Block {
 public:
  Block(const Matrix& a, const Matrix& b, float* c, std::ptrdiff_t c_step, float* scratch)
      : a_(a),
        b_(b),
        c_(c),
        c_step_(c_step),
        packed_a_(scratch),
        packed_b_(scratch + packed_a_floats(a.rows, a.columns)) {}

  void multiply(int column, int columns, int k, int depth, Into into) const {
    const bool packs = packs_b(a_, b_);
    if (packs) pack_b(column, columns, k, depth);
    for (int row = 0; row < a_.rows; row += kRows) {
      const int rows = std::min(kRows, a_.rows - row);
      const int in_place = rows_in_place(a_, b_.columns, rows);
      for (int i = in_place; i < rows; i += kTileRows) pack_a(row, i, rows, k, depth);
      const float* packed = packed_b_;
      for (int j = 0, width = 0; j < columns; j += width) {
        width = panel_width(columns - j);
        const int valid = std::min(width, columns - j);
        const TileTarget target{c_ + row * c_step_ + column + j, c_step_, rows, valid, into};
        if (packs) {
          multiply_panel(row, k, depth, width, packed, width, target);
          packed += static_cast<std::ptrdiff_t>(width) * depth;
          continue;
        }
        const float* const from = b_.data + k * b_.row_step + column + j;
        if (a_.rows == 1 && columns - j >= kRowColumns) {
          width = kRowColumns;
          multiply_tile<1, kRowColumns / kLanes>(ByRows{a_.data + k * a_.column_step, 0}, from,
                                                 b_.row_step, depth,
                                                 {target.c, target.step, 1, width, into});
        } else if (valid == width) {
          multiply_panel(row, k, depth, width, from, b_.row_step, target);
        } else {
          pack_panel(from, 1, b_.row_step, width, valid, depth, packed_b_);
          multiply_panel(row, k, depth, width, packed_b_, width, target);
        }
      }
    }
  }

 private:
  void pack_b(int column, int columns, int k, int depth) const {
    float* to = packed_b_;
    for (int j = 0, width = 0; j < columns; j += width) {
      width = panel_width(columns - j);
      pack_panel(b_.data + k * b_.row_step + (column + j) * b_.column_step, b_.column_step,
                 b_.row_step, width, std::min(width, columns - j), depth, to);
      to += static_cast<std::ptrdiff_t>(width) * depth;
    }
  }

  void pack_a(int row, int i, int rows, int k, int depth) const {
    pack_panel(a_.data + (row + i) * a_.row_step + k * a_.column_step, a_.row_step, a_.column_step,
               kTileRows, std::min(kTileRows, rows - i), depth,
               packed_a_ + std::ptrdiff_t{i} * depth);
  }

  void multiply_panel(int row, int k, int depth, int width, const float* b, std::ptrdiff_t b_step,
                      TileTarget target) const {
    const auto multiply_tiles = [&](const auto& a) {
      return width == kLanes ? multiply_tile<kTileRows, 1>(a, b, b_step, depth, target)
                             : multiply_tile<kTileRows, 2>(a, b, b_step, depth, target);
    };
    const float* const at = a_.data + row * a_.row_step + k * a_.column_step;
    const int rows = target.rows, in_place = rows_in_place(a_, b_.columns, rows);
    for (int i = 0; i < rows; i += kTileRows, target.c += kTileRows * target.step) {
      target.rows = std::min(kTileRows, rows - i);
      if (i >= in_place) {
        multiply_tiles(ByColumns{packed_a_ + std::ptrdiff_t{i} * depth, kTileRows});
      } else if (a_.column_step == 1) {
        multiply_tiles(ByRows{at + i * a_.row_step, a_.row_step});
      } else {
        multiply_tiles(ByColumns{at + i, a_.column_step});
      }
    }
  }

  const Matrix &a_, &b_;
  float* c_;
  std::ptrdiff_t c_step_;
  float *packed_a_, *packed_b_;
};

// Sixteen columns that each lie in one piece, times one row: four by four they are turned around in
// registers. Where B is used only once, packing it would cost more than the product.
[[gnu::noinline]] void multiply_row(const float* a, const float* b, std::ptrdiff_t column_step,
                                    int columns, int depth, Into into, float* c) {
  constexpr int kGroups = kRowColumns / kLanes;
  Lanes sums[kGroups] = {};
  const float* column[kRowColumns];
  for (int j = 0; j < kRowColumns; ++j) column[j] = b + std::min(j, columns - 1) * column_step;
  int k = 0;
  for (; k + kLanes <= depth; k += kLanes) {
    for (int g = 0; g < kGroups; ++g) {
      const float* const* const from = column + g * kLanes;
      Lanes w = load(from[0] + k), x = load(from[1] + k), y = load(from[2] + k),
            z = load(from[3] + k);
      transpose(w, x, y, z);
      sums[g] = multiply_add(load_splat(a + k), w, sums[g]);
      sums[g] = multiply_add(load_splat(a + k + 1), x, sums[g]);
      sums[g] = multiply_add(load_splat(a + k + 2), y, sums[g]);
      sums[g] = multiply_add(load_splat(a + k + 3), z, sums[g]);
    }
  }
  for (; k < depth; ++k) {
    for (int g = 0; g < kGroups; ++g) {
      const float* const* const from = column + g * kLanes;
      sums[g] = multiply_add(load_splat(a + k),
                             Lanes{from[0][k], from[1][k], from[2][k], from[3][k]}, sums[g]);
    }
  }
  for (int g = 0; g < kGroups; ++g) put(c + g * kLanes, sums[g], columns - g * kLanes, into);
}

// One row of A, B's columns in one piece each.
void multiply_row_by_columns(const Matrix& a, const Matrix& b, Into into, float* c) {
  for (int k = 0; k < a.columns; k += kDepth) {
    for (int j = 0; j < b.columns; j += kRowColumns) {
      multiply_row(a.data + k, b.data + k + j * b.column_step, b.column_step,
                   std::min(kRowColumns, b.columns - j), std::min(kDepth, a.columns - k),
                   k == 0 ? into : Into::add, c + j);
    }
  }
}

// Few rows of A, many columns of B that lie in one piece each: packing A is less work than packing
// B. Both change places, so that B is read where it stands, and C's tiles are turned around.
bool is_wide(const Matrix& a, const Matrix& b) {
  return a.column_step == 1 && b.row_step == 1 && b.column_step != 1 && a.rows >= kRowsToPackB &&
         2 * a.rows <= b.columns;
}

// Columns of B at a time, 32 KB: each panel of A meets them in the first cache.
constexpr int kWideColumns = 32;

// Needs: C holds what the products are to be added to.
void multiply_wide(const Matrix& a, const Matrix& b, float* c, std::ptrdiff_t c_step,
                   float* panels) {
  std::int32_t offsets[kDepth], starts[kWideColumns];
  for (int k = 0; k < kDepth; ++k) offsets[k] = to_bytes(k);
  for (int j = 0; j < kWideColumns; ++j) starts[j] = to_bytes(j * b.column_step);
  for (int row = 0; row < a.rows; row += kColumns) {
    const int rows = std::min(kColumns, a.rows - row);
    for (int k = 0; k < a.columns; k += kDepth) {
      const int depth = std::min(kDepth, a.columns - k);
      const auto panel = [&](int i) { return panels + std::ptrdiff_t{i} * depth; };
      for (int i = 0; i < rows; i += kTileColumns) {
        pack_panel(a.data + (row + i) * a.row_step + k, a.row_step, 1, kTileColumns,
                   std::min(kTileColumns, rows - i), depth, panel(i));
      }
      for (int j = 0; j < b.columns; j += kWideColumns) {
        const int columns = std::min(kWideColumns, b.columns - j);
        const ByOffsets from{b.data + j * b.column_step + k, starts, offsets};
        for (int i = 0; i < rows; i += kTileColumns) {
          add_rows_transposed(from, panel(i), depth,
                              {c + (row + i) * c_step + j, c_step, columns,
                               std::min(kTileColumns, rows - i), Into::add});
        }
      }
    }
  }
}
}  // namespace

std::uint64_t gemm_scratch_floats(std::uint64_t rows, std::uint64_t columns, std::uint64_t depth) {
  const auto packed = [](std::uint64_t size, std::uint64_t block, int tile) {
    return static_cast<std::uint64_t>(round_up(static_cast<int>(std::min(size, block)), tile));
  };
  return (packed(rows, kRows, kTileRows) + packed(columns, kColumns, kTileColumns)) *
         packed(depth, kDepth, 1);
}

void gemm(const Matrix& a, const Matrix& b, Into into, float* c, std::ptrdiff_t c_row_step,
          std::span<float> scratch) noexcept {
  const bool wide = is_wide(a, b);
  if ((wide || a.columns == 0) && into == Into::overwrite) {
    for (int i = 0; i < a.rows; ++i) std::fill_n(c + i * c_row_step, b.columns, 0.0F);
  }
  if (wide) return multiply_wide(a, b, c, c_row_step, scratch.data());
  if (a.rows == 1 && a.column_step == 1 && b.row_step == 1 && b.column_step != 1)
    return multiply_row_by_columns(a, b, into, c);
  const Block block(a, b, c, c_row_step, scratch.data());
  for (int column = 0; column < b.columns; column += kColumns) {
    for (int k = 0; k < a.columns; k += kDepth) {
      block.multiply(column, std::min(kColumns, b.columns - column), k,
                     std::min(kDepth, a.columns - k), k == 0 ? into : Into::add);
    }
  }
}

}  // namespace attune::kernels
