// GatherAlongAxis: one element for each index, in its own lane, as NumPy's take_along_axis.
//   y[a..., i, b...] = data[a..., indices[a..., i, b...], b...], i standing at the axis
//
//   data     any shape of rank 1 or more
//   indices  the same shape but for the axis; numbers are rounded toward zero, negative ones count
//            from the end
//   y        the shape of indices
//
// Reads GatherAlongAxisLayerParams: axis 1 (negative: from the end). Refuses (shape-mismatch)
// shapes that differ elsewhere, an axis that they lack, anything but two inputs. forward() fails on
// an index outside of the axis.

#include "layers/shared/picked.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::in_lanes(spec, x[0], x[1], spec.params().signed_integer(1));
}
}  // namespace

LayerType gather_along_axis() { return picked<address>(LayerKind::gather_along_axis); }
}  // namespace attune::layers
