// RandomNormalStatic: numbers from a normal distribution.
// shared/random_fill.h says how they are made.
//
//   y  [outputShape]
//
// Reads RandomNormalStaticLayerParams: seed 1, mean 2, stdDev 3, outputShape 4. Refuses
// (shape-mismatch) any input, (model-invalid) a missing shape or an extent below 1.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_normal_static() { return random_static(LayerKind::random_normal_static); }
}  // namespace attune::layers
