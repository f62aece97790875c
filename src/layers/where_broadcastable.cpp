// WhereBroadcastable: chooses between two arrays, element by element, with NumPy's rule for shapes.
//   y = x0 != 0 ? x1 : x2; NaN is not 0
//
//   x0, x1, x2  aligned at the last axis; extents equal or 1, missing leading axes count as 1
//   y           the common shape
//
// Backward: each dy goes to what was chosen, summed over what was repeated; the condition gets
// nothing. No parameters. Refuses (shape-mismatch) anything but three inputs, shapes that cannot be
// repeated to one.

#include "layers/shared/broadcast.h"

namespace attune::layers {
namespace {
class WhereBroadcastable final : public Broadcast {
 public:
  WhereBroadcastable(const LayerSpec& spec, std::span<const Shape> x) : Broadcast(spec, x) {
    expect_inputs(spec, x, 3);
  }

  // The condition, and values to choose from or gradients that were chosen.
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override { return 2 * size(); }

  Status forward(const Pass& pass) noexcept override {
    float *const condition = pass.scratch.data(), *const other = condition + size();
    for (int e = 0; e < pass.examples; ++e) {
      float* const y = pass.y[0].example(e);
      kernels::gather(views()[0], pass.x[0].example(e), condition);
      kernels::gather(views()[1], pass.x[1].example(e), y);
      kernels::gather(views()[2], pass.x[2].example(e), other);
      for (std::size_t i = 0; i < size(); ++i) y[i] = condition[i] != 0 ? y[i] : other[i];
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    float *const condition = pass.scratch.data(), *const chosen = condition + size();
    for (int e = 0; e < pass.examples; ++e) {
      const float* const dy = pass.dy[0].example(e);
      kernels::gather(views()[0], pass.x[0].example(e), condition);
      for (const std::size_t input : {std::size_t{1}, std::size_t{2}}) {
        if (!pass.dx[input]) continue;
        for (std::size_t i = 0; i < size(); ++i)
          chosen[i] = (condition[i] != 0) == (input == 1) ? dy[i] : 0;
        kernels::scatter_add(views()[input], chosen, pass.dx[input].example(e));
      }
    }
  }
};
}  // namespace

LayerType where_broadcastable() {
  return layer_type<WhereBroadcastable>(LayerKind::where_broadcastable);
}
}  // namespace attune::layers
