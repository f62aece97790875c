// RandomUniformLike: numbers from a uniform distribution over [minVal, maxVal).
// shared/random_fill.h says how they are made.
//
//   x  any shape; its values are not looked at
//   y  the same shape
//
// Reads RandomUniformLikeLayerParams: seed 1, minVal 2, maxVal 3. Refuses (shape-mismatch) anything
// but one input.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_uniform_like() { return random_like(LayerKind::random_uniform_like); }
}  // namespace attune::layers
