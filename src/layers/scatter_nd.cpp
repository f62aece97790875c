// ScatterND: changes parts of an array at places that name its first axes.
//   y = container, then for each i... in turn
//   y[indices[i..., 0], ..., indices[i..., n - 1], b...] = updates[i..., b...];
//   or += -= *= /=, or the larger or the smaller of both
//
//   container  any shape of rank n or more
//   indices    (I..., n); numbers are rounded toward zero, negative ones count from the end
//   updates    I..., then the extents of container from axis n on; never fewer than one axis
//   y          the shape of container
//
// Reads ScatterNDLayerParams: mode 1. Refuses (model-invalid) an unknown mode, (shape-mismatch) an
// n beyond the rank of container, updates of another shape, anything but three inputs. forward()
// fails on an index outside of its axis.

#include "layers/shared/scattered.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::by_leading_axes(spec, x[0], x[1]);
}
}  // namespace

LayerType scatter_nd() { return scattered<address, 1>(LayerKind::scatter_nd); }
}  // namespace attune::layers
