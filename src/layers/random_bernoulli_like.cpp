// RandomBernoulliLike: numbers from a Bernoulli distribution: 1 with the probability prob, else 0.
// shared/random_fill.h says how they are made.
//
//   x  any shape; its values are not looked at
//   y  the same shape
//
// Reads RandomBernoulliLikeLayerParams: seed 1, prob 2. Refuses (shape-mismatch) anything but one
// input.

#include "layers/shared/random_fill.h"

namespace attune::layers {
LayerType random_bernoulli_like() { return random_like(LayerKind::random_bernoulli_like); }
}  // namespace attune::layers
