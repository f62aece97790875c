// RandomBernoulliDynamic: numbers from a Bernoulli distribution in a shape that the input gives.
// shared/random_fill.h says how they are made.
//
//   x  the shape as numbers
//   y  that shape
//
// Reads RandomBernoulliDynamicLayerParams: seed 1, prob 2. Refuses (shape-mismatch) anything but
// one input; (bad-example, model-invalid) numbers that are no shape.

#include "layers/shared/random_dynamic.h"

namespace attune::layers {
LayerType random_bernoulli_dynamic() {
  return random_dynamic<Distribution::Kind::bernoulli>(LayerKind::random_bernoulli_dynamic);
}
}  // namespace attune::layers
