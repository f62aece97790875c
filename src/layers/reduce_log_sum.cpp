// ReduceLogSum: the logarithm of the sum of the values along some axes.
//   y = ln(sum x); NaN for a negative sum. (The older layer reduce has LOGSUM for a sum of
//   logarithms.)
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += dy / sum x. Reads ReduceLogSumLayerParams: axes 1 (negative: from the end),
// keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at all, one
// named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_log_sum() { return reduction_type<Reducing::log_sum>(LayerKind::reduce_log_sum); }
}  // namespace attune::layers
