// Transpose: changes the order of all axes.
//   axis i of y is axis axes[i] of x
//
//   x  any shape
//   y  [x's extent axes[0], x's extent axes[1], ...]
//
// Reads TransposeLayerParams: axes 1. Refuses (model-invalid, shape-mismatch) a list that is no
// permutation of x's axes, anything but one input.

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class Transpose final : public Rearrange {
 public:
  Transpose(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1);
    const std::vector<int> order =
        resolve_axes(spec, spec.params().signed_integers(1), x[0].rank());
    if (order.size() != static_cast<std::size_t>(x[0].rank())) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": transpose names ", order.size(),
           " axes of an input of shape ", x[0]);
    }
    std::vector<std::int64_t> extents;
    for (const int axis : order) extents.push_back(x[0][axis]);
    return {Shape(extents), kernels::View::permuted(x[0], order)};
  }
};
}  // namespace

LayerType transpose() { return layer_type<Transpose>(LayerKind::transpose); }
}  // namespace attune::layers
