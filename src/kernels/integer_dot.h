// Products of short whole numbers: eight at a time where the processor has an instruction for it,
// and exact everywhere.
#pragma once

#include <cstddef>
#include <cstdint>

namespace attune::kernels {

/// out[row] = the sum of a[i] * rows[row * length + i], i < length.
/// Needs: length a multiple of 8; no sum leaves int32.
void integer_dots(const std::int16_t* a, const std::int16_t* rows, std::size_t count,
                  std::size_t length, std::int32_t* out);

}  // namespace attune::kernels
