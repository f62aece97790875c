// Pooling: each window of a plane becomes one value. Padding takes no part in it, except that an
// average may count it.
#pragma once

#include <cstdint>

#include "kernels/windows.h"

namespace attune::kernels {

struct PoolSteps : Steps {
  /// Where the padding behind the image ends, counted from where the padding in front begins.
  int reach = 1;
};

struct Pool {
  enum class Kind : std::uint8_t { max, average, l2 };
  Kind kind = Kind::max;
  /// An average divides by the window's extent up to the reach, not by what it sees of the image.
  bool counts_padding = false;
  PoolSteps y, x;
};

/// y[plane, window] = the largest, the mean, or the root of the sum of squares of what the window
/// sees; 0 when it sees nothing.
void pool(const Pool& pool, std::int64_t planes, const float* x, float* y) noexcept;

/// dx += the gradient. Of several largest values the first in row-major order gets it all; a root
/// of 0 gives none.
/// Needs: y as pool() wrote it.
void pool_backward(const Pool& pool, std::int64_t planes, const float* x, const float* y,
                   const float* dy, float* dx) noexcept;

}  // namespace attune::kernels
