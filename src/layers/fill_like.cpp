// FillLike: one value everywhere, in the shape of an array.
//   y[i] = value
//
//   x  any shape; its values are not read
//   y  the same shape
//
// Reads FillLikeLayerParams: value 1. Refuses (shape-mismatch) anything but one input.

#include "layers/shared/progression.h"

namespace attune::layers {
namespace {
Progression::Terms terms(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1);
  return {x[0], spec.params().number(1)};
}
}  // namespace

LayerType fill_like() { return progression<terms>(LayerKind::fill_like); }
}  // namespace attune::layers
