// ExpandDims: adds axes of extent 1.
//
//   x  any shape
//   y  rank x + number of axes; extent 1 at the named axes, x's extents in order at the others
//
// Reads ExpandDimsLayerParams: axes 1, counted in y (negative: from its end). Refuses
// (model-invalid) an empty list or an axis named twice, (shape-mismatch) an axis that y lacks,
// anything but one input.

#include <algorithm>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class ExpandDims final : public Rearrange {
 public:
  ExpandDims(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    const std::vector<std::int64_t> named = spec.params().signed_integers(1);
    if (named.empty() || named.size() > static_cast<std::size_t>(Shape::kMaxRank - x[0].rank())) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": expandDims adds ", named.size(),
           " axes to ", x[0], "; at least 1 must be added, and at most ", Shape::kMaxRank,
           " are allowed");
    }
    const int rank = x[0].rank() + static_cast<int>(named.size());
    const std::vector<int> axes = resolve_axes(spec, named, rank);
    std::vector<std::int64_t> extents;
    for (int axis = 0, taken = 0; axis < rank; ++axis) {
      const bool added = std::ranges::find(axes, axis) != axes.end();
      extents.push_back(added ? 1 : x[0][taken++]);
    }
    return {Shape(extents), kernels::View(x[0])};
  }
};
}  // namespace

LayerType expand_dims() { return layer_type<ExpandDims>(LayerKind::expand_dims); }
}  // namespace attune::layers
