#include "kernels/tile.h"

#include <algorithm>

namespace attune::kernels::internal {
namespace {
// Four columns that each lie in one piece.
[[gnu::noinline]] void pack_transposed(const float* from, std::ptrdiff_t column_step, int width,
                                       int depth, float* to) {
  const float *a = from, *b = a + column_step, *c = b + column_step, *d = c + column_step;
  int k = 0;
  for (; k + kLanes <= depth; k += kLanes, to += kLanes * width) {
    Lanes w = load(a + k), x = load(b + k), y = load(c + k), z = load(d + k);
    transpose(w, x, y, z);
    store(to, w), store(to + width, x), store(to + 2 * width, y), store(to + 3 * width, z);
  }
  for (; k < depth; ++k, to += width) store(to, Lanes{a[k], b[k], c[k], d[k]});
}

// Four columns side by side.
[[gnu::noinline]] void pack_rows(const float* from, std::ptrdiff_t row_step, int width, int depth,
                                 float* to) {
  for (int k = 0; k < depth; ++k, from += row_step, to += width) store(to, load(from));
}

// Four rows of a tile that has become columns, of which `columns` exist, each `count` floats long.
[[gnu::noinline]] void put_columns(float* to, std::ptrdiff_t step, Lanes a, Lanes b, Lanes c,
                                   Lanes d, int columns, int count) {
  put(to, a, count, Into::add);
  if (columns > 1) put(to + step, b, count, Into::add);
  if (columns > 2) put(to + 2 * step, c, count, Into::add);
  if (columns > 3) put(to + 3 * step, d, count, Into::add);
}
}  // namespace

// Tiles of 4 rows by the 8 columns of a panel. Products are short where an image has few channels,
// so that what surrounds a tile counts: a call is a column of tiles.
[[gnu::noinline]] void add_rows_transposed(const ByOffsets& a, const float* b, int depth,
                                           const TileTarget& target) {
  constexpr int kRows = 4, kVectors = 2;
  const bool whole = target.columns == kVectors * kLanes;
  float* c = target.c;
  for (int row = 0; row < target.rows; row += kRows, c += kRows) {
    const int rows = target.rows - row;
    const ByOffsets::Cursor<kRows> cursor({a.data, a.starts + row, a.offsets}, rows);
    Lanes sums[kRows][kVectors] = {};
    sum_products(cursor, b, kVectors * kLanes, depth, sums);
    float* to = c;
    // Every index is known: the sums stay in registers.
    for (int v = 0; v < kVectors; ++v, to += kLanes * target.step) {
      transpose(sums[0][v], sums[1][v], sums[2][v], sums[3][v]);
      if (whole && rows >= kRows) {
        for (int j = 0; j < kLanes; ++j) {
          float* const at = to + j * target.step;
          store(at, load(at) + sums[j][v]);
        }
      } else if (target.columns > v * kLanes) {
        put_columns(to, target.step, sums[0][v], sums[1][v], sums[2][v], sums[3][v],
                    target.columns - v * kLanes, rows);
      }
    }
  }
}

void pack_panel(const float* from, std::ptrdiff_t column_step, std::ptrdiff_t row_step, int width,
                int valid, int depth, float* to) {
  for (int j = 0; j < width; j += kLanes, from += kLanes * column_step, to += kLanes) {
    const int here = std::clamp(valid - j, 0, kLanes);
    if (here == kLanes) {
      if (row_step == 1) {
        pack_transposed(from, column_step, width, depth, to);
      } else {
        pack_rows(from, row_step, width, depth, to);
      }
      continue;
    }
    for (int k = 0; k < depth; ++k) {
      for (int lane = 0; lane < kLanes; ++lane)
        to[k * width + lane] = lane < here ? from[lane * column_step + k * row_step] : 0;
    }
  }
}

}  // namespace attune::kernels::internal
