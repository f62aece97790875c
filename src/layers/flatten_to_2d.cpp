// FlattenTo2D: makes a matrix out of the axes before and from a given one.
//   y  [product of the extents before the axis, product of the extents from it on], the values in
//   the same order
//
//   x  any shape of rank 1 or more
//
// Reads FlattenTo2DLayerParams: axis 1, from -rank to rank; at `rank` the second extent is 1 (the
// format's own example). Refuses (shape-mismatch) another axis, anything but one input.

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class FlattenTo2D final : public Rearrange {
 public:
  FlattenTo2D(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    const int rank = x[0].rank();
    const std::int64_t named = spec.params().signed_integer(1);
    const int axis = named == rank ? rank : resolve_axis(spec, named, rank);
    return {Shape{x[0].size_of(0, axis), x[0].size_of(axis, rank)}, kernels::View(x[0])};
  }
};
}  // namespace

LayerType flatten_to_2d() { return layer_type<FlattenTo2D>(LayerKind::flatten_to_2d); }
}  // namespace attune::layers
