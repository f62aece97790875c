// ReduceMax: the largest of the values along some axes.
//   y = max x
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dy goes to the first of the largest. Reads ReduceMaxLayerParams: axes 1 (negative: from
// the end), keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at
// all, one named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one
// input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_max() { return reduction_type<Reducing::max>(LayerKind::reduce_max); }
}  // namespace attune::layers
