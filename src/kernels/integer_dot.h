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
/// The same for two points, with each row read once.
void integer_dots_of_two(const std::int16_t* a, const std::int16_t* b, const std::int16_t* rows,
                         std::size_t count, std::size_t length, std::int32_t* of_a,
                         std::int32_t* of_b);

/// The first row whose norm - factor * scale * dot is not above the limit; `count`: there is none.
/// A result that is no number counts as within. In double, as written.
std::size_t first_within(const double* norms, const double* scales, const std::int32_t* dots,
                         std::size_t count, double factor, double limit);

}  // namespace attune::kernels
