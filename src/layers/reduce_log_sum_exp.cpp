// ReduceLogSumExp: the logarithm of the sum of the exponentials of the values along some axes.
//   y = ln(sum e^x) = m + ln(sum e^(x - m)), m the largest x, so that nothing overflows
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axes (keepDims), or without them; at least one axis stays
//
// Backward: dx += dy e^(x - y). Reads ReduceLogSumExpLayerParams: axes 1 (negative: from the end),
// keepDims 2, reduceAll 3 (then axes are not read). Refuses (model-invalid) no axis at all, one
// named twice; (shape-mismatch) an axis that x lacks or an empty one, anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType reduce_log_sum_exp() {
  return reduction_type<Reducing::log_sum_exp>(LayerKind::reduce_log_sum_exp);
}
}  // namespace attune::layers
