// FillStatic: one value everywhere, in a given shape.
//   y[i] = value
//
//   y  targetShape
//
// Reads FillStaticLayerParams: value 1, targetShape 2. Refuses (model-invalid) a shape that is
// empty or has an extent below 1, (shape-mismatch) any input.

#include "layers/shared/axes.h"
#include "layers/shared/progression.h"

namespace attune::layers {
namespace {
Progression::Terms terms(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 0);
  const Shape y = positive_shape(spec, spec.params().signed_integers(2), "target shape");
  return {y, spec.params().number(1)};
}
}  // namespace

LayerType fill_static() { return progression<terms>(LayerKind::fill_static); }
}  // namespace attune::layers
