// RandomBernoulliStatic: numbers from a Bernoulli distribution: 1 with the probability prob, else
// 0. shared/random_fill.h says how they are made.
//
//   y  [outputShape]
//
// Reads RandomBernoulliStaticLayerParams: seed 1, prob 2, outputShape 3. Refuses (shape-mismatch)
// any input, (model-invalid) a missing shape or an extent below 1.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_bernoulli_static() { return random_static(LayerKind::random_bernoulli_static); }
}  // namespace attune::layers
