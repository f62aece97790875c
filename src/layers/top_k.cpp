// TopK: the K largest values along an axis, and where they stand.
//   y0[k] = x[y1[k]], the largest first (useBottomK: the K smallest, the smallest first); of equal
//   values the one in front comes first, NaN come last
//
//   x   any shape of rank 1 or more
//   k   in place of the parameter K, one number; then the layer is dynamic
//   y0  x's shape, K values along the axis
//   y1  the same; positions counted from 0
//
// Backward: dx[y1[k]] += dy0[k]. Reads TopKLayerParams: axis 1 (negative: from the end), K 2,
// useBottomK 3. Refuses (shape-mismatch) a K of 0 or beyond the axis, an axis that x lacks or of
// more than 2^24 values, no input; (bad-example) a second input that is no number.

#include "layers/shared/axes.h"
#include "layers/shared/shape_input.h"
#include "layers/shared/sorted.h"

namespace attune::layers {
namespace {
class TopK final : public Sorted {
 public:
  TopK(const LayerSpec& spec, std::span<const Shape> x)
      : Sorted(spec, x, axis(spec, x), !spec.params().flag(3)),
        spec_(&spec),
        shape_(x[0]),
        axis_(axis(spec, x)) {
    if (x.size() == 1) take(spec.params().signed_integer(2));
  }

  void settle(std::span<const ConstTensor> x) override { take(whole_number(*spec_, x[1])); }

  std::vector<Shape> output_shapes() const override { return {shape_, shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (std::int64_t lane = 0; lane < lanes(pass); ++lane) {
      const float* const positions = sort(pass, lane);
      const float* const x = pass.x[0].data + lane_start(lane, length());
      for (std::int64_t k = 0; k < count_; ++k) {
        const std::int64_t at = lane_start(lane, count_) + k * step();
        pass.y[0].data[at] = x[static_cast<std::int64_t>(positions[k]) * step()];
        pass.y[1].data[at] = positions[k];
      }
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0] || !pass.dy[0]) return;
    for (std::int64_t lane = 0; lane < lanes(pass); ++lane) {
      float* const dx = pass.dx[0].data + lane_start(lane, length());
      for (std::int64_t k = 0; k < count_; ++k) {
        const std::int64_t at = lane_start(lane, count_) + k * step();
        dx[static_cast<std::int64_t>(pass.y[1].data[at]) * step()] += pass.dy[0].data[at];
      }
    }
  }

 private:
  static int axis(const LayerSpec& spec, std::span<const Shape> x) {
    if (x.size() != 2 || x[0].rank() == 0) expect_inputs(spec, x, 1, 1);
    return resolve_axis(spec, spec.params().signed_integer(1), x[0].rank());
  }

  void take(std::int64_t count) {
    if (count < 1 || count > length()) {
      fail(ErrorCode::shape_mismatch, InLayer{spec_->name()}, ": topK cannot take ", count,
           " values from the ", length(), " along axis ", axis_, " of an array");
    }
    count_ = count;
    shape_ = shape_.with(axis_, count_);
  }

  const LayerSpec* spec_;
  Shape shape_;
  int axis_;
  std::int64_t count_ = 0;
};
}  // namespace

LayerType top_k() { return layer_type<TopK>(LayerKind::top_k, 1); }
}  // namespace attune::layers
