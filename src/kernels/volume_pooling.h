// Pooling over three axes: each window of a volume becomes one value. Padding takes no part in it,
// except that an average may count it.
#pragma once

#include <cstdint>

#include "kernels/pooling.h"

namespace attune::kernels {

struct VolumePool {
  bool average = false;  ///< else the largest
  /// An average divides by the window's extent up to the reach, not by what it sees of the volume.
  bool counts_padding = false;
  PoolSteps axes[3];  ///< depth, height, width
};

/// y[volume, window] = the largest or the mean of what the window sees; 0 when it sees nothing.
void pool_volumes(const VolumePool& pool, std::int64_t volumes, const float* x, float* y) noexcept;

/// dx += the gradient. Of several largest values the first in row-major order gets it all.
void pool_volumes_backward(const VolumePool& pool, std::int64_t volumes, const float* x,
                           const float* dy, float* dx) noexcept;

}  // namespace attune::kernels
