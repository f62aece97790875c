// RankPreservingReshape: other extents for the same axes, the values in the same order.
//
//   x  any shape of rank 1 or more
//   y  targetShape, as many axes; an extent 0 stands for x's own, one of -1 for what is left
//
// Reads RankPreservingReshapeLayerParams: targetShape 1. Refuses (model-invalid) another extent
// below 1, (shape-mismatch) a target of another rank or size, anything but one input.

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class RankPreservingReshape final : public Rearrange {
 public:
  RankPreservingReshape(const LayerSpec& spec, std::span<const Shape> x)
      : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    std::vector<std::int64_t> extents = spec.params().signed_integers(1);
    if (extents.size() != static_cast<std::size_t>(x[0].rank())) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": the target shape has ",
           extents.size(), " extents where ", x[0], " has ", x[0].rank());
    }
    for (int axis = 0; axis < x[0].rank(); ++axis) {
      std::int64_t& extent = extents[static_cast<std::size_t>(axis)];
      if (extent == 0) extent = x[0][axis];
    }
    return {target_shape(spec, extents, x[0]), kernels::View(x[0])};
  }
};
}  // namespace

LayerType rank_preserving_reshape() {
  return layer_type<RankPreservingReshape>(LayerKind::rank_preserving_reshape);
}
}  // namespace attune::layers
