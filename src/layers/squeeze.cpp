// Squeeze: leaves out axes of extent 1.
//
//   x  any shape of rank 1 or more
//   y  x's extents but for the named axes (or all of extent 1); never fewer than one axis
//
// Reads SqueezeLayerParams: axes 1 (negative: from the end), squeezeAll 2. Refuses (shape-mismatch)
// an axis that x lacks or whose extent is not 1, (model-invalid) an empty list, anything but one
// input.

#include <algorithm>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class Squeeze final : public Rearrange {
 public:
  Squeeze(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    const std::vector<std::int64_t> named = spec.params().signed_integers(1);
    const bool all = spec.params().flag(2);
    if (!all && named.empty())
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": squeeze names no axis");
    const std::vector<int> axes = all ? std::vector<int>() : resolve_axes(spec, named, x[0].rank());
    std::vector<std::int64_t> extents;
    for (int axis = 0; axis < x[0].rank(); ++axis) {
      const bool leaves = all ? x[0][axis] == 1 : std::ranges::find(axes, axis) != axes.end();
      if (leaves && x[0][axis] != 1) {
        fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": squeeze cannot leave out axis ",
             axis, " of ", x[0], "; its extent is not 1");
      }
      if (!leaves) extents.push_back(x[0][axis]);
    }
    if (extents.empty()) extents.push_back(1);
    return {Shape(extents), kernels::View(x[0])};
  }
};
}  // namespace

LayerType squeeze() { return layer_type<Squeeze>(LayerKind::squeeze); }
}  // namespace attune::layers
