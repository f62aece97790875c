// Matrix product C (+)= A * B in float32, the work of convolutions and inner products.
//
// Every element of C has one order of summation, whatever the sizes of the matrices and wherever it
// stands in them:
//   C[i,j] = ((C[i,j] + S_0) + S_1) + ...
//   S_b    = sum of A[i,k] * B[k,j] for k in [256 b, 256 b + 256), k ascending
// so a row alone has the same bits as that row among others, and native and wasm code agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/tile.h"

namespace attune::kernels {

/// A matrix in memory, read only: element (i, j) is data[i * row_step + j * column_step].
/// One of the steps is 1.
struct Matrix {
  const float* data;
  int rows;
  int columns;
  std::ptrdiff_t row_step;
  std::ptrdiff_t column_step;
};

/// Rows one after the other without gaps.
inline Matrix row_major(const float* data, int rows, int columns) {
  return {data, rows, columns, columns, 1};
}
/// The same floats with rows and columns exchanged.
inline Matrix transposed(const Matrix& m) {
  return {m.data, m.columns, m.rows, m.column_step, m.row_step};
}

using internal::Into;

/// How many floats of scratch a product of [rows, depth] by [depth, columns] needs.
std::uint64_t gemm_scratch_floats(std::uint64_t rows, std::uint64_t columns, std::uint64_t depth);

/// C = A * B, or C += A * B. C has a.rows rows of b.columns floats each, `c_row_step` apart.
/// Needs: a.columns == b.rows; C apart from A, B and scratch; scratch as gemm_scratch_floats() says
void gemm(const Matrix& a, const Matrix& b, Into into, float* c, std::ptrdiff_t c_row_step,
          std::span<float> scratch) noexcept;

}  // namespace attune::kernels
