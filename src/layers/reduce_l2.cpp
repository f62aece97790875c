// ReduceL2: the length of the vector of the values along some axes.
//   y = sqrt(sum x^2)
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += dy x / y, nothing where y is 0. Reads ReduceL2LayerParams: axes 1 (negative: from
// the end), keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at
// all, one named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one
// input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_l2() { return reduction_type<Reducing::l2>(LayerKind::reduce_l2); }
}  // namespace attune::layers
