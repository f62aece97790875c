// ReduceMean: the mean of the values along some axes.
//   y = sum x / n
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += dy / n. Reads ReduceMeanLayerParams: axes 1 (negative: from the end), keepDims 2,
// reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at all, one named twice;
// (shape-mismatch) an axis that x lacks or an empty one, anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_mean() { return reduction_type<Reducing::mean>(LayerKind::reduce_mean); }
}  // namespace attune::layers
