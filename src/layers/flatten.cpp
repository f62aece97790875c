// Flatten: makes channels out of everything.
//   CHANNEL_FIRST 0  in the order channel, row, column: the values stay where they are
//   CHANNEL_LAST 1   in the order row, column, channel
//
//   x  (..., C, H, W)
//   y  (..., C H W, 1, 1)
//
// Reads FlattenLayerParams: mode 1. Refuses (model-invalid) another mode, (shape-mismatch) anything
// but one input of rank 3 or more.

#include <algorithm>
#include <numeric>

#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
class Flatten final : public Rearrange {
 public:
  Flatten(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 3);
    const std::uint64_t mode = spec.params().integer(1);
    if (mode > 1)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": flatten names mode ", mode,
           "; the format has 0 and 1");
    const int rank = x[0].rank();
    const std::int64_t channels = x[0].size_of(rank - 3, rank);
    const Shape y = x[0].with(-1, 1).with(-2, 1).with(-3, channels);
    if (mode == 0) return {y, kernels::View(x[0])};
    std::vector<int> order(static_cast<std::size_t>(rank));
    std::iota(order.begin(), order.end(), 0);
    std::rotate(order.end() - 3, order.end() - 2, order.end());  // C, H, W: H, W, C
    return {y, kernels::View::permuted(x[0], order)};
  }
};
}  // namespace

LayerType flatten() { return layer_type<Flatten>(LayerKind::flatten); }
}  // namespace attune::layers
