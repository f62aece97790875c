// RandomNormalDynamic: numbers from a normal distribution in a shape that the input gives.
// shared/random_fill.h says how they are made.
//
//   x  the shape as numbers
//   y  that shape
//
// Reads RandomNormalDynamicLayerParams: seed 1, mean 2, stdDev 3. Refuses (shape-mismatch) anything
// but one input; (bad-example, model-invalid) numbers that are no shape.

#include "layers/shared/random_dynamic.h"

namespace attune::layers {
LayerType random_normal_dynamic() {
  return random_dynamic<Distribution::Kind::normal>(LayerKind::random_normal_dynamic);
}
}  // namespace attune::layers
