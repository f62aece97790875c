// RandomNormalLike: numbers from a normal distribution.
// shared/random_fill.h says how they are made.
//
//   x  any shape; its values are not looked at
//   y  the same shape
//
// Reads RandomNormalLikeLayerParams: seed 1, mean 2, stdDev 3. Refuses (shape-mismatch) anything
// but one input.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_normal_like() { return random_like(LayerKind::random_normal_like); }
}  // namespace attune::layers
