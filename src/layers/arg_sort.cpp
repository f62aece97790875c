// ArgSort: the positions that would sort the values along an axis.
//   x[y[0]], x[y[1]], ... rises, or falls (descending); equal values keep their order, NaN come
//   last
//
//   x  any shape of rank 1 or more
//   y  the same shape; positions counted from 0
//
// Passes no gradient: the slope is 0 almost everywhere. Reads ArgSortLayerParams: axis 1,
// descending 2. Refuses (model-invalid) a negative axis, as the format does; (shape-mismatch) an
// axis that x lacks or of more than 2^24 values, anything but one input.

#include "layers/shared/axes.h"
#include "layers/shared/sorted.h"

namespace attune::layers {
namespace {
class ArgSort final : public Sorted {
 public:
  ArgSort(const LayerSpec& spec, std::span<const Shape> x)
      : Sorted(spec, x, axis(spec, x), spec.params().flag(2)), shape_(x[0]) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (std::int64_t lane = 0; lane < lanes(pass); ++lane) {
      const float* const positions = sort(pass, lane);
      float* const y = pass.y[0].data + lane_start(lane, length());
      for (std::int64_t k = 0; k < length(); ++k) y[k * step()] = positions[k];
    }
    return Status::ok;
  }

  void backward([[maybe_unused]] const Pass& pass) noexcept override {}

 private:
  static int axis(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 1);
    const std::int64_t named = spec.params().signed_integer(1);
    if (named < 0) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": argSort names axis ", named,
           "; the format counts its axis from the front");
    }
    return resolve_axis(spec, named, x[0].rank());
  }

  Shape shape_;
};
}  // namespace

LayerType arg_sort() { return layer_type<ArgSort>(LayerKind::arg_sort); }
}  // namespace attune::layers
