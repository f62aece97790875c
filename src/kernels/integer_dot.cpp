#include "kernels/integer_dot.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

namespace attune::kernels {
namespace {
#ifdef __wasm_simd128__
// Four rows at once, so that no sum waits for itself.
void four_dots(const std::int16_t* a, const std::int16_t* rows, std::size_t length,
               std::int32_t* out) {
  v128_t sums[4] = {};
  for (std::size_t i = 0; i < length; i += 8) {
    const v128_t values = wasm_v128_load(a + i);
    for (std::size_t r = 0; r < 4; ++r) {
      const v128_t products = wasm_i32x4_dot_i16x8(values, wasm_v128_load(rows + r * length + i));
      sums[r] = wasm_i32x4_add(sums[r], products);
    }
  }
  for (std::size_t r = 0; r < 4; ++r) {
    out[r] = wasm_i32x4_extract_lane(sums[r], 0) + wasm_i32x4_extract_lane(sums[r], 1) +
             wasm_i32x4_extract_lane(sums[r], 2) + wasm_i32x4_extract_lane(sums[r], 3);
  }
}
#endif

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t length) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < length; ++i) sum += std::int32_t{a[i]} * b[i];
  return sum;
}
}  // namespace

void integer_dots(const std::int16_t* a, const std::int16_t* rows, std::size_t count,
                  std::size_t length, std::int32_t* out) {
  std::size_t row = 0;
#ifdef __wasm_simd128__
  for (; row + 4 <= count; row += 4) four_dots(a, rows + row * length, length, out + row);
#endif
  for (; row < count; ++row) out[row] = dot(a, rows + row * length, length);
}

}  // namespace attune::kernels
