// Tile: repeats an array along its axes.
//   y[i, j, ...] = x0[i mod X0, j mod X1, ...]
//
//   x0  (X0, X1, ...)
//   x1  in place of the parameter, one number for each axis; then the layer is dynamic
//   y   (X0 reps[0], X1 reps[1], ...); reps that lack leading axes are 1 there
//
// Reads TileLayerParams: reps 1. Refuses (model-invalid) none at all, more than x has axes, one of
// 0; (bad-example) numbers that are no repetitions.

#include <vector>

#include "layers/shared/shape_input.h"
#include "layers/shared/tiled.h"

namespace attune::layers {
namespace {
Arrangement repeated(const LayerSpec& spec, const Shape& x, std::vector<std::uint64_t> reps) {
  const auto rank = static_cast<std::size_t>(x.rank());
  if (reps.empty() || reps.size() > rank) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": tile has ", reps.size(),
         " repetitions for an input of shape ", x);
  }
  reps.insert(reps.begin(), rank - reps.size(), 1);
  return tiled(spec, x, reps);
}

// A negative number is beyond what tiled() repeats.
Arrangement by_input(const LayerSpec& spec, std::span<const ConstTensor> x) {
  const std::vector<std::int64_t> reps = whole_numbers(spec, x[1]);
  return repeated(spec, x[0].shape, {reps.begin(), reps.end()});
}

std::unique_ptr<Layer> make(const LayerSpec& spec, std::span<const Shape> x) {
  if (x.size() == 2) return make_rearranged(spec, x, by_input, 2);
  expect_inputs(spec, x, 1, 1);
  return std::make_unique<Rearrange>(repeated(spec, x[0], spec.params().integers(1)));
}
}  // namespace

LayerType tile() { return {LayerKind::tile, true, make, 1}; }
}  // namespace attune::layers
