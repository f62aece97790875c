#include "kernels/integer_dot.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace attune::kernels {
namespace {
#ifdef __wasm_simd128__
// Lanes of two sums side by side, added.
v128_t halves(v128_t a, v128_t b) {
  return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 1, 4, 5), wasm_i32x4_shuffle(a, b, 2, 3, 6, 7));
}

// Four rows at once, so that no sum waits for itself; with two points each row is read once for
// both.
template <std::size_t kPoints>
void four_dots(const std::int16_t* const* points, const std::int16_t* rows, std::size_t length,
               std::int32_t* const* out) {
  const std::int16_t* const row[] = {rows, rows + length, rows + 2 * length, rows + 3 * length};
  v128_t sums[kPoints][4] = {};
  for (std::size_t i = 0; i < length; i += 8) {
    v128_t values[kPoints];
    for (std::size_t p = 0; p < kPoints; ++p) values[p] = wasm_v128_load(points[p] + i);
    for (std::size_t r = 0; r < 4; ++r) {
      const v128_t numbers = wasm_v128_load(row[r] + i);
      for (std::size_t p = 0; p < kPoints; ++p)
        sums[p][r] = wasm_i32x4_add(sums[p][r], wasm_i32x4_dot_i16x8(values[p], numbers));
    }
  }
  for (std::size_t p = 0; p < kPoints; ++p) {
    const v128_t low = halves(sums[p][0], sums[p][1]), high = halves(sums[p][2], sums[p][3]);
    wasm_v128_store(out[p], wasm_i32x4_add(wasm_i32x4_shuffle(low, high, 0, 2, 4, 6),
                                           wasm_i32x4_shuffle(low, high, 1, 3, 5, 7)));
  }
}

// Of the first rows, fours of them, so many are all beyond the limit.
std::size_t fours_beyond(const double* norms, const double* scales, const std::int32_t* dots,
                         std::size_t count, double factor, double limit) {
  const v128_t factors = wasm_f64x2_splat(factor), limits = wasm_f64x2_splat(limit);
  const auto beyond = [&](std::size_t at, v128_t dot) {
    const v128_t scale = wasm_f64x2_mul(factors, wasm_v128_load(scales + at));
    return wasm_f64x2_gt(wasm_f64x2_sub(wasm_v128_load(norms + at), wasm_f64x2_mul(scale, dot)),
                         limits);
  };
  std::size_t row = 0;
  for (; row + 4 <= count; row += 4) {
    const v128_t four = wasm_v128_load(dots + row);
    const v128_t last = wasm_i32x4_shuffle(four, four, 2, 3, 2, 3);
    const v128_t both = wasm_v128_and(beyond(row, wasm_f64x2_convert_low_i32x4(four)),
                                      beyond(row + 2, wasm_f64x2_convert_low_i32x4(last)));
    if (!wasm_i64x2_all_true(both)) break;
  }
  return row;
}
#endif

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t length) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < length; ++i) sum += std::int32_t{a[i]} * b[i];
  return sum;
}

template <std::size_t kPoints>
void dots_of(const std::int16_t* const* points, const std::int16_t* rows, std::size_t count,
             std::size_t length, std::int32_t* const* out) {
  std::size_t row = 0;
#ifdef __wasm_simd128__
  for (; row + 4 <= count; row += 4) {
    std::int32_t* to[kPoints];
    for (std::size_t p = 0; p < kPoints; ++p) to[p] = out[p] + row;
    four_dots<kPoints>(points, rows + row * length, length, to);
  }
#endif
  for (; row < count; ++row) {
    for (std::size_t p = 0; p < kPoints; ++p)
      out[p][row] = dot(points[p], rows + row * length, length);
  }
}
}  // namespace

void integer_dots(const std::int16_t* a, const std::int16_t* rows, std::size_t count,
                  std::size_t length, std::int32_t* out) {
  dots_of<1>(&a, rows, count, length, &out);
}

void integer_dots_of_two(const std::int16_t* a, const std::int16_t* b, const std::int16_t* rows,
                         std::size_t count, std::size_t length, std::int32_t* of_a,
                         std::int32_t* of_b) {
  const std::int16_t* const points[] = {a, b};
  std::int32_t* const out[] = {of_a, of_b};
  dots_of<2>(points, rows, count, length, out);
}

std::size_t first_within(const double* norms, const double* scales, const std::int32_t* dots,
                         std::size_t count, double factor, double limit) {
  std::size_t row = 0;
#ifdef __wasm_simd128__
  row = fours_beyond(norms, scales, dots, count, factor, limit);
#endif
  while (row < count && norms[row] - factor * scales[row] * dots[row] > limit) ++row;
  return row;
}

}  // namespace attune::kernels
