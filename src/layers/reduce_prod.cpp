// ReduceProd: the product of the values along some axes.
//   y = x1 x2 x3 ...
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += dy times the other values, also where one is 0. Reads ReduceProdLayerParams: axes
// 1 (negative: from the end), keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-
// invalid) no axis at all, one named twice; (shape-mismatch) an axis that x lacks or an empty one,
// anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_prod() { return reduction_type<Reducing::product>(LayerKind::reduce_prod); }
}  // namespace attune::layers
