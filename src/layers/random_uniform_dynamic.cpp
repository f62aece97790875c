// RandomUniformDynamic: numbers from a uniform distribution in a shape that the input gives.
// shared/random_fill.h says how they are made.
//
//   x  the shape as numbers
//   y  that shape
//
// Reads RandomUniformDynamicLayerParams: seed 1, minVal 2, maxVal 3. Refuses (shape-mismatch)
// anything but one input; (bad-example, model-invalid) numbers that are no shape.

#include "layers/shared/random_dynamic.h"

namespace attune::layers {
LayerType random_uniform_dynamic() {
  return random_dynamic<Distribution::Kind::uniform>(LayerKind::random_uniform_dynamic);
}
}  // namespace attune::layers
