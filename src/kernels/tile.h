// Register tiles: what gemm and correlation are made of. A tile sums the products of a few rows of
// A with a few columns of B, k ascending, and stays in registers meanwhile.
//
// B comes in panels: the columns of a tile side by side, `step` floats from one k to the next. A is
// never copied: its elements are broadcast one by one, from wherever the `Address` says.
//
// Each tile is a function of its own, called often: engines of WebAssembly change to their better
// code between calls only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/lanes.h"

namespace attune::kernels::internal {

/// How many k are summed in registers before the sum goes to memory. Part of the result's bits.
inline constexpr int kDepth = 256;

constexpr int round_up(int value, int multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Four rows become four columns.
inline void transpose(Lanes& a, Lanes& b, Lanes& c, Lanes& d) {
  const Lanes ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Lanes ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Lanes cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Lanes cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

enum class Into : bool { overwrite, add };

/// Where a tile goes: its rows `step` floats apart. Those beyond `rows` and `columns` are dropped.
struct TileTarget {
  float* c;
  std::ptrdiff_t step;
  int rows, columns;
  Into into;
};

/// Rows of A, each k next to the last. Rows beyond the end repeat the last one.
struct ByRows {
  const float* data;
  std::ptrdiff_t step;

  template <int rows>
  struct Cursor {
    const float* row[rows];
    Cursor(const ByRows& a, int valid) {
      for (int r = 0; r < rows; ++r) row[r] = a.data + (r < valid ? r : valid - 1) * a.step;
    }
    const float* operator()(int r, int k) const { return row[r] + k; }
  };
};

/// Columns of A, the rows side by side in them. Needs: all rows of the tile exist.
struct ByColumns {
  const float* data;
  std::ptrdiff_t step;

  template <int rows>
  struct Cursor {
    const float* at;
    std::ptrdiff_t step;
    Cursor(const ByColumns& a, int) : at(a.data), step(a.step) {}
    const float* operator()(int r, int k) const { return at + k * step + r; }
  };
};

/// As an offset below.
constexpr std::int32_t to_bytes(std::ptrdiff_t floats) {
  return static_cast<std::int32_t>(floats * std::ptrdiff_t{sizeof(float)});
}

/// Rows anywhere: row r begins starts[r] bytes behind `data`, and element k lies offsets[k] bytes
/// behind that. Starts beyond the end repeat the last one.
struct ByOffsets {
  const float* data;
  const std::int32_t *starts, *offsets;

  template <int rows>
  struct Cursor {
    const char* row[rows];
    const std::int32_t* offsets;
    Cursor(const ByOffsets& a, int valid) : offsets(a.offsets) {
      const char* const bytes = reinterpret_cast<const char*>(a.data);
      for (int r = 0; r < rows; ++r) row[r] = bytes + a.starts[r < valid ? r : valid - 1];
    }
    const float* operator()(int r, int k) const {
      return reinterpret_cast<const float*>(row[r] + offsets[k]);
    }
  };
};

template <int rows, int vectors, typename Cursor>
[[gnu::always_inline]] inline void sum_products(const Cursor& a, const float* b,
                                                std::ptrdiff_t b_step, int depth,
                                                Lanes (&sums)[rows][vectors]) {
  for (int k = 0; k < depth; ++k, b += b_step) {
    Lanes columns[vectors];
    for (int v = 0; v < vectors; ++v) columns[v] = load(b + v * kLanes);
    for (int r = 0; r < rows; ++r) {
      const Lanes value = load_splat(a(r, k));
      for (int v = 0; v < vectors; ++v) sums[r][v] = multiply_add(value, columns[v], sums[r][v]);
    }
  }
}

inline void put(float* to, Lanes sum, int count, Into into) {
  if (count >= kLanes) {
    store(to, into == Into::add ? load(to) + sum : sum);
  } else if (count > 0) {
    store_some(to, into == Into::add ? load_some(to, count) + sum : sum, count);
  }
}

/// C (+)= A's rows times a panel of B, summed over k in [0, depth).
template <int rows, int vectors, typename A>
[[gnu::noinline]] void multiply_tile(const A& a, const float* b, std::ptrdiff_t b_step, int depth,
                                     const TileTarget& target) {
  Lanes sums[rows][vectors] = {};
  sum_products(typename A::template Cursor<rows>(a, target.rows), b, b_step, depth, sums);
  float* c = target.c;
  if (target.rows == rows && target.columns == vectors * kLanes) {
    for (int r = 0; r < rows; ++r, c += target.step) {
      for (int v = 0; v < vectors; ++v) {
        const Lanes before = target.into == Into::add ? load(c + v * kLanes) : Lanes{};
        store(c + v * kLanes, target.into == Into::add ? before + sums[r][v] : sums[r][v]);
      }
    }
    return;
  }
  for (int r = 0; r < rows && r < target.rows; ++r, c += target.step) {
    for (int v = 0; v < vectors; ++v)
      put(c + v * kLanes, sums[r][v], target.columns - v * kLanes, target.into);
  }
}

/// The same for any number of rows, with C transposed: a column of the panel goes to a row of C.
/// Always adds.
void add_rows_transposed(const ByOffsets& a, const float* b, int depth, const TileTarget& target);

/// Packs a panel of `width` columns (a multiple of 4), of which the first `valid` exist and the
/// others become zeros: to[k * width + j] = from[j * column_step + k * row_step] for k < depth.
/// Needs: one of the steps is 1.
void pack_panel(const float* from, std::ptrdiff_t column_step, std::ptrdiff_t row_step, int width,
                int valid, int depth, float* to);

}  // namespace attune::kernels::internal
