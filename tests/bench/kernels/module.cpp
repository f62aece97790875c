// The core's own matrix products, bare, for a page to time: build/wasm/bench/products.wasm, and
// relaxed/products.wasm with relaxed SIMD. A page calls prepare(), then product() as often as it
// likes.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/gemm.h"

namespace {
using attune::kernels::Into;
using attune::kernels::Matrix;
using attune::kernels::row_major;

std::vector<float> a, b, c, scratch;
Matrix left, right;

std::size_t area(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

// Small numbers of both signs: none is a denormal, and no sum grows.
void fill(std::vector<float>& values, std::size_t count) {
  values.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(static_cast<int>(i * 7919 % 201) - 100) / 1024.0F;
}
}  // namespace

/// [rows, depth] by [depth, columns]; a factor that is `turned` lies in memory with its rows and
/// columns exchanged.
extern "C" __attribute__((export_name("prepare"))) void prepare(int rows, int depth, int columns,
                                                                int a_turned, int b_turned) {
  fill(a, area(rows, depth));
  fill(b, area(depth, columns));
  c.assign(area(rows, columns), 0);
  scratch.assign(attune::kernels::gemm_scratch_floats(static_cast<std::uint64_t>(rows),
                                                      static_cast<std::uint64_t>(columns),
                                                      static_cast<std::uint64_t>(depth)),
                 0);
  left = a_turned != 0 ? transposed(row_major(a.data(), depth, rows))
                       : row_major(a.data(), rows, depth);
  right = b_turned != 0 ? transposed(row_major(b.data(), columns, depth))
                        : row_major(b.data(), depth, columns);
}

/// Once; its answer keeps the compiler honest.
extern "C" __attribute__((export_name("product"))) float product() {
  attune::kernels::gemm(left, right, Into::overwrite, c.data(), right.columns, scratch);
  return c[0];
}
