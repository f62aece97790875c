// Reverse: the chosen axes back to front.
//   y[i] = x[X - 1 - i] along each chosen axis of X elements
//
//   x  any shape of rank 1 or more
//   y  the same shape
//
// Reads ReverseLayerParams: reverseDim 1, a flag for each axis. Refuses (model-invalid) another
// number of flags, (shape-mismatch) anything but one input.

#include <vector>

#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 1);
  const std::vector<std::uint64_t> flags = spec.params().integers(1);
  if (flags.size() != static_cast<std::size_t>(x[0].rank())) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reverse has ", flags.size(),
         " flags for an input of shape ", x[0]);
  }
  std::vector<std::int64_t> steps;
  std::int64_t first = 0;
  for (int axis = 0; axis < x[0].rank(); ++axis) {
    const bool reversed = flags[static_cast<std::size_t>(axis)] != 0;
    steps.push_back(reversed ? -1 : 1);
    if (reversed) first += x[0].size_of(axis + 1, x[0].rank()) * (x[0][axis] - 1);
  }
  return {x[0], kernels::View::stepped(x[0], x[0], steps), first};
}
}  // namespace

LayerType reverse() { return rearranged<arrange>(LayerKind::reverse); }
}  // namespace attune::layers
