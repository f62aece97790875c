// SliceBySize: a run of indices of one axis, from where a second input says.
//   y[..., i, ...] = x[..., begin + i, ...]
//
//   x      any shape of rank 1 or more
//   begin  one number, rounded toward zero; a negative one counts from the end
//   y      the same extents as x, `size` at the axis
//
// Reads SliceBySizeLayerParams: size 2, axis 3 (negative: from the end). Refuses (shape-mismatch)
// an axis that x lacks, a size below 1 or beyond it, a begin of more numbers, anything but two
// inputs. forward() fails where the run does not end within the axis.

#include "layers/shared/picked.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::run(spec, x[0], x[1], spec.params().signed_integer(3),
                        spec.params().signed_integer(2));
}
}  // namespace

LayerType slice_by_size() { return picked<address>(LayerKind::slice_by_size); }
}  // namespace attune::layers
