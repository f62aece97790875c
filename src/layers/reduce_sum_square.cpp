// ReduceSumSquare: the sum of the squares of the values along some axes.
//   y = sum x^2
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += 2 dy x. Reads ReduceSumSquareLayerParams: axes 1 (negative: from the end),
// keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at all, one
// named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_sum_square() {
  return reduction_type<Reducing::sum_square>(LayerKind::reduce_sum_square);
}
}  // namespace attune::layers
