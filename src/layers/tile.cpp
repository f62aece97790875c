// Tile: repeats an array along its axes.
//   y[i, j, ...] = x[i mod X0, j mod X1, ...]
//
//   x  (X0, X1, ...)
//   y  (X0 reps[0], X1 reps[1], ...); reps that lack leading axes are 1 there
//
// Reads TileLayerParams: reps 1. Refuses (unsupported) repetitions that a second input gives,
// (model-invalid) none at all, more than x has axes, one of 0.

#include <vector>

#include "layers/shared/tiled.h"

namespace attune::layers {
namespace {
Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  if (x.size() == 2) {
    fail(ErrorCode::unsupported, InLayer{spec.name()},
         ": tile by repetitions that a second input gives is not supported yet");
  }
  expect_inputs(spec, x, 1, 1);
  std::vector<std::uint64_t> reps = spec.params().integers(1);
  const auto rank = static_cast<std::size_t>(x[0].rank());
  if (reps.empty() || reps.size() > rank) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": tile has ", reps.size(),
         " repetitions for an input of shape ", x[0]);
  }
  reps.insert(reps.begin(), rank - reps.size(), 1);
  return tiled(spec, x[0], reps);
}
}  // namespace

LayerType tile() { return rearranged<arrange>(LayerKind::tile); }
}  // namespace attune::layers
