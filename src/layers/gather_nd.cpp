// GatherND: parts of an array at places that name its first axes.
//   y[i..., b...] = params[indices[i..., 0], ..., indices[i..., n - 1], b...]
//
//   params   any shape of rank n or more
//   indices  (I..., n); numbers are rounded toward zero, negative ones count from the end
//   y        I..., then the extents of params from axis n on; never fewer than one axis
//
// No parameters (GatherNDLayerParams is empty). Refuses (shape-mismatch) an n beyond the rank of
// params, anything but two inputs. forward() fails on an index outside of its axis.

#include "layers/shared/picked.h"

namespace attune::layers {
namespace {
Addresses address(const LayerSpec& spec, std::span<const Shape> x) {
  return Addresses::by_leading_axes(spec, x[0], x[1]);
}
}  // namespace

LayerType gather_nd() { return picked<address>(LayerKind::gather_nd); }
}  // namespace attune::layers
