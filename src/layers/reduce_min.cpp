// ReduceMin: the smallest of the values along some axes.
//   y = min x
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dy goes to the first of the smallest. Reads ReduceMinLayerParams: axes 1 (negative:
// from the end), keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis
// at all, one named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one
// input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_min() { return reduction_type<Reducing::min>(LayerKind::reduce_min); }
}  // namespace attune::layers
