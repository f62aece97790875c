// RandomUniformStatic: numbers from a uniform distribution over [minVal, maxVal).
// shared/random_fill.h says how they are made.
//
//   y  [outputShape]
//
// Reads RandomUniformStaticLayerParams: seed 1, minVal 2, maxVal 3, outputShape 4. Refuses
// (shape-mismatch) any input, (model-invalid) a missing shape or an extent below 1.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_uniform_static() { return random_static(LayerKind::random_uniform_static); }
}  // namespace attune::layers
