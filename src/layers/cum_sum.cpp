// CumSum: the running sum along an axis.
//   y[k] = x[0] + ... + x[k]
//   excludeFinalSum: x[k] is left out, y[0] = 0;  reverse: the sum runs from the end
//   of [4, 6, 7]: [4, 10, 17]; [0, 4, 10] without the final sum; [17, 13, 7] in reverse, [13, 7, 0]
//   both
//
//   x0  any shape of rank 1 or more
//   x1  optional: one number, the axis, instead of the parameter
//   y   x0's shape
//
// Backward: dx0 gets the running sum of dy in the other direction. Reads CumSumLayerParams: axis 1
// (negative: from the end), excludeFinalSum 2, reverse 3. Refuses (shape-mismatch) an axis that x0
// lacks, an x1 of more than one number, anything but one or two inputs; fails at run time when x1
// is no axis of x0.

#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
class CumSum final : public Layer {
 public:
  CumSum(const LayerSpec& spec, std::span<const Shape> x)
      : excludes_(spec.params().flag(2)), reverses_(spec.params().flag(3)) {
    if (x.size() == 2 && x[1].size() != 1) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": cumSum reads its axis from one number, got ", x[1]);
    }
    if (x.size() != 2) {
      expect_inputs(spec, x, 1, 1);
      axis_ = resolve_axis(spec, spec.params().signed_integer(1), x[0].rank());
    }
    shape_ = x[0];
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      const int axis = axis_of(pass, e);
      if (axis < 0) return Status::failed;
      float* const y = pass.y[0].example(e);
      for (std::int64_t i = 0; i < shape_.size(); ++i) y[i] = 0;
      add_sums(axis, reverses_, pass.x[0].example(e), y);
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    for (int e = 0; e < pass.examples; ++e) {
      add_sums(axis_of(pass, e), !reverses_, pass.dy[0].example(e), pass.dx[0].example(e));
    }
  }

 private:
  // Counted from the front; -1 for none.
  int axis_of(const Pass& pass, int example) const {
    if (pass.x.size() == 1) return axis_;
    const auto rank = static_cast<float>(shape_.rank());
    const float axis = *pass.x[1].example(example);
    if (!(axis >= -rank && axis < rank)) return -1;
    const float forward = axis < 0 ? axis + rank : axis;
    const int whole = static_cast<int>(forward);
    return static_cast<float>(whole) == forward ? whole : -1;
  }

  void add_sums(int axis, bool from_end, const float* from, float* to) const {
    if (shape_.size() == 0) return;
    const std::int64_t count = shape_[axis], step = shape_.size_of(axis + 1, shape_.rank());
    for (std::int64_t lane = 0; lane < shape_.size() / count; ++lane) {
      const std::int64_t start = lane / step * step * count + lane % step;
      float sum = 0;
      for (std::int64_t k = 0; k < count; ++k) {
        const std::int64_t at = start + (from_end ? count - 1 - k : k) * step;
        if (excludes_) to[at] += sum;
        sum += from[at];
        if (!excludes_) to[at] += sum;
      }
    }
  }

  Shape shape_;
  bool excludes_, reverses_;
  int axis_ = -1;
};
}  // namespace

LayerType cum_sum() { return layer_type<CumSum>(LayerKind::cum_sum); }
}  // namespace attune::layers
