// A part of each axis with a stride, as NumPy's x[begin:end:stride].
#pragma once

#include <cstdint>
#include <span>

#include "layers/shared/rearrange.h"

namespace attune::layers {

/// What is taken of one axis. Negative indices count from the end; those beyond the axis mean its
/// end.
struct AxisSlice {
  std::int64_t begin = 0, end = 0, stride = 1;
  bool from_start =
      false;             ///< the begin mask: from the first index (with a negative stride the last)
  bool to_end = false;   ///< the end mask: to the last one (the first), which is taken too
  bool squeeze = false;  ///< only the index `begin`, and no axis in the output
};

/// @param slices  one for each axis of x
/// @return a shape with an extent of 0 when nothing is taken; [1] when every axis is squeezed
/// @throws Error model_invalid for a stride of 0, shape_mismatch for another number of slices, or a
/// squeezed index that the axis does not have
Arrangement sliced(const LayerSpec& spec, const Shape& x, std::span<const AxisSlice> slices);

}  // namespace attune::layers
