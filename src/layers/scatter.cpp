// Scatter: changes the slices of an array at the given indices of one axis.
//   y = container, then for each i... in turn
//   y[a..., indices[i...], b...] = updates[a..., i..., b...], the index standing at the axis;
//   or += -= *= /=, or the larger or the smaller of both
//
//   container  any shape of rank 1 or more
//   indices    any shape of rank 1 or more; numbers are rounded toward zero, negative ones count
//              from the end
//   updates    container's extents, those of indices in place of the axis
//   y          the shape of container
//
// Reads ScatterLayerParams: axis 1 (negative: from the end), mode 2. Refuses (model-invalid) an
// unknown mode, (shape-mismatch) an axis that container lacks, updates of another shape, anything
// but three inputs. forward() fails on an index outside of the axis.

#include "layers/shared/scattered.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::along(spec, x[0], x[1], spec.params().signed_integer(1));
}
}  // namespace

LayerType scatter() { return scattered<address, 2>(LayerKind::scatter); }
}  // namespace attune::layers
