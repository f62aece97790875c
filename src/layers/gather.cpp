// Gather: slices of an array at the given indices of one axis, as NumPy's take.
//   y[a..., i..., b...] = data[a..., indices[i...], b...], the index standing at the axis
//
//   data     any shape of rank 1 or more
//   indices  any shape of rank 1 or more; numbers are rounded toward zero, negative ones count
//            from the end
//   y        data's extents, those of indices in place of the axis
//
// Reads GatherLayerParams: axis 1 (negative: from the end). Refuses (shape-mismatch) an axis that
// data lacks, anything but two inputs. forward() fails on an index outside of the axis.

#include "layers/shared/picked.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::along(spec, x[0], x[1], spec.params().signed_integer(1));
}
}  // namespace

LayerType gather() { return picked<address>(LayerKind::gather); }
}  // namespace attune::layers
