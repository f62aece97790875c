// Permute: changes the order of the axes Seq, C, H and W; Batch stays where it is.
//   axis i of y's [Seq, C, H, W] is axis axis[i] of x's
//
//   x  [Seq, Batch, C, H, W]
//   y  the same extents in the new order: for axis = [0, 3, 1, 2] [Seq, Batch, W, C, H]
//
// Reads PermuteLayerParams: axis 1, a permutation of 0, 1, 2, 3; absent, nothing moves. Refuses
// (model-invalid) anything else there, (shape-mismatch) anything but one input of rank 5.

#include <array>

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class Permute final : public Rearrange {
 public:
  Permute(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 5);
    if (x[0].rank() != 5) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": permute reads 1 input of rank 5, got ", x[0]);
    }
    std::vector<std::int64_t> axes = spec.params().signed_integers(1);
    if (axes.empty()) axes = {0, 1, 2, 3};
    std::array<bool, 4> seen{};
    for (const std::int64_t axis : axes) {
      if (axis >= 0 && axis < 4) seen[static_cast<std::size_t>(axis)] = true;
    }
    if (axes.size() != 4 || seen != std::array{true, true, true, true}) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": permute's axes must be 0, 1, 2 and 3 in some order");
    }
    constexpr std::array kInRank5 = {0, 2, 3, 4};
    std::array order = {0, 1, 2, 3, 4};
    Shape y = x[0];
    for (std::size_t i = 0; i < 4; ++i) {
      const int from = kInRank5[static_cast<std::size_t>(axes[i])], to = kInRank5[i];
      order[static_cast<std::size_t>(to)] = from;
      y = y.with(to, x[0][from]);
    }
    return {y, kernels::View::permuted(x[0], order)};
  }
};
}  // namespace

LayerType permute() { return layer_type<Permute>(LayerKind::permute); }
}  // namespace attune::layers
