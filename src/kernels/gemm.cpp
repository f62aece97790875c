#include "kernels/gemm.h"

#include <algorithm>

#include "kernels/lanes.h"

namespace attune::kernels {
namespace {
// The register tile: 8 of 16 SSE registers hold sums, which is what a loop without fused
// multiply-add can feed.
constexpr int kTileRows = 4, kTileColumns = 8;
// What is packed at once: of A 64 x 256 (64 KB), of B 256 x 256 (256 KB).
// kDepth is part of the result's bits.
constexpr int kRows = 64, kColumns = 256, kDepth = 256;

constexpr int round_up(int value, int multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

// Four rows become four columns.
void transpose(Lanes& a, Lanes& b, Lanes& c, Lanes& d) {
  const Lanes ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Lanes ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Lanes cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Lanes cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

// Packs the first columns, as many as are a multiple of four, of `width` rows that each lie in one
// piece. Returns how many.
template <int width>
int pack_transposed(const float* from, std::ptrdiff_t row_step, int columns, float* to) {
  int k = 0;
  for (; k + kLanes <= columns; k += kLanes) {
    for (int row = 0; row < width; row += kLanes) {
      const float* const corner = from + row * row_step + k;
      Lanes a = load(corner), b = load(corner + row_step), c = load(corner + 2 * row_step),
            d = load(corner + 3 * row_step);
      transpose(a, b, c, d);
      float* const target = to + static_cast<std::ptrdiff_t>(k) * width + row;
      store(target, a), store(target + width, b), store(target + 2 * width, c);
      store(target + 3 * width, d);
    }
  }
  return k;
}

// Lays out rows [row, row + rows) and columns [column, column + columns) in panels of `width` rows;
// a panel holds column after column. Rows beyond the end become zeros.
template <int width>
void pack(const Matrix& m, int row, int rows, int column, int columns, float* to) {
  for (int i = 0; i < rows; i += width, to += static_cast<std::ptrdiff_t>(columns) * width) {
    const float* const from = m.data + (row + i) * m.row_step + column * m.column_step;
    const int valid = std::min(width, rows - i);
    int k = 0;
    if (valid == width && m.row_step == 1) {
      for (; k < columns; ++k) {
        for (int lane = 0; lane < width; lane += kLanes) {
          store(to + k * width + lane, load(from + k * m.column_step + lane));
        }
      }
    } else if (valid == width && m.column_step == 1) {
      k = pack_transposed<width>(from, m.row_step, columns, to);
    }
    for (; k < columns; ++k) {
      for (int lane = 0; lane < width; ++lane) {
        to[k * width + lane] = lane < valid ? from[lane * m.row_step + k * m.column_step] : 0;
      }
    }
  }
}

struct Tile {
  Lanes sums[kTileRows][2];
};

// Sums over `depth` of one panel of A times one panel of B.
Tile multiply(const float* a, const float* b, int depth) {
  Lanes s00{}, s01{}, s10{}, s11{}, s20{}, s21{}, s30{}, s31{};
  for (int k = 0; k < depth; ++k, a += kTileRows, b += kTileColumns) {
    const Lanes b0 = load(b), b1 = load(b + kLanes);
    const Lanes a0 = load_splat(a + 0);
    s00 = multiply_add(a0, b0, s00), s01 = multiply_add(a0, b1, s01);
    const Lanes a1 = load_splat(a + 1);
    s10 = multiply_add(a1, b0, s10), s11 = multiply_add(a1, b1, s11);
    const Lanes a2 = load_splat(a + 2);
    s20 = multiply_add(a2, b0, s20), s21 = multiply_add(a2, b1, s21);
    const Lanes a3 = load_splat(a + 3);
    s30 = multiply_add(a3, b0, s30), s31 = multiply_add(a3, b1, s31);
  }
  return {{{s00, s01}, {s10, s11}, {s20, s21}, {s30, s31}}};
}

// Writes the part of a tile that lies within C.
void write(const Tile& tile, Into into, int rows, int columns, float* c, std::ptrdiff_t c_step) {
  for (int i = 0; i < rows; ++i, c += c_step) {
    for (int part = 0; part < 2; ++part) {
      float* to = c + part * kLanes;
      const Lanes sum = tile.sums[i][part];
      const int count = std::min(kLanes, columns - part * kLanes);
      if (count == kLanes) {
        store(to, into == Into::add ? load(to) + sum : sum);
      } else if (count > 0) {
        store_some(to, into == Into::add ? load_some(to, count) + sum : sum, count);
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
  const int m = a.rows, n = b.columns, depth = a.columns;
  if (depth == 0 && into == Into::overwrite) {
    for (int i = 0; i < m; ++i) std::fill_n(c + i * c_row_step, n, 0.0F);
  }
  float* const packed_a = scratch.data();
  float* const packed_b =
      packed_a + static_cast<std::ptrdiff_t>(round_up(std::min(m, kRows), kTileRows)) *
                     std::min(depth, kDepth);
  const Matrix b_by_columns = transposed(b);

  for (int column = 0; column < n; column += kColumns) {
    const int columns = std::min(kColumns, n - column);
    for (int k = 0; k < depth; k += kDepth) {
      const int ks = std::min(kDepth, depth - k);
      const Into block_into = k == 0 ? into : Into::add;
      pack<kTileColumns>(b_by_columns, column, columns, k, ks, packed_b);
      for (int row = 0; row < m; row += kRows) {
        const int rows = std::min(kRows, m - row);
        pack<kTileRows>(a, row, rows, k, ks, packed_a);
        for (int j = 0; j < columns; j += kTileColumns) {
          for (int i = 0; i < rows; i += kTileRows) {
            const Tile tile = multiply(packed_a + i * ks, packed_b + j * ks, ks);
            write(tile, block_into, std::min(kTileRows, rows - i),
                  std::min(kTileColumns, columns - j), c + (row + i) * c_row_step + column + j,
                  c_row_step);
          }
        }
      }
    }
  }
}

}  // namespace attune::kernels
