// ArgMin: where along an axis the smallest value stands.
//   y = the position of the first smallest x, counted from 0
//
//   x  any shape of rank 1 or more
//   y  as x, with 1 at the axis, or without it (removeDim); of a vector always [1]
//
// Passes no gradient: the slope is 0 almost everywhere. Reads ArgMinLayerParams: axis 1 (negative:
// from the end), removeDim 2. Refuses (shape-mismatch) an axis that x lacks or an empty one,
// anything but one input.

#include "layers/shared/reduction.h"

namespace attune::layers {
LayerType arg_min() { return position_type<Reducing::arg_min>(LayerKind::arg_min); }
}  // namespace attune::layers
