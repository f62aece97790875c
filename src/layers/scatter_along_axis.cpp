// ScatterAlongAxis: changes one element for each index, in its own lane, as NumPy's
// put_along_axis.
//   y = container, then for each a..., i, b... in turn
//   y[a..., indices[a..., i, b...], b...] = updates[a..., i, b...], i standing at the axis;
//   or += -= *= /=, or the larger or the smaller of both
//
//   container  any shape of rank 1 or more
//   indices    the same shape but for the axis; numbers are rounded toward zero, negative ones
//              count from the end
//   updates    the shape of indices
//   y          the shape of container
//
// Reads ScatterAlongAxisLayerParams: axis 1 (negative: from the end), mode 2. Refuses
// (model-invalid) an unknown mode, (shape-mismatch) shapes that differ elsewhere, an axis that they
// lack, anything but three inputs. forward() fails on an index outside of the axis.

#include "layers/shared/scattered.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::in_lanes(spec, x[0], x[1], spec.params().signed_integer(1));
}
}  // namespace

LayerType scatter_along_axis() { return scattered<address, 2>(LayerKind::scatter_along_axis); }
}  // namespace attune::layers
