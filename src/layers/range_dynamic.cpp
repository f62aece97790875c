// RangeDynamic: evenly spaced numbers, end not included.
//   y[i] = start + i step,  i = 0 … ceil((end - start) / step) - 1
// The quotient is taken in float32; each value is rounded once, as rangeStatic's are.
//
//   x0  end; x1 start; x2 step: one number each
//   y   (n)
//
// Without x1 or x2 these are read from RangeDynamicLayerParams: startValue 2, stepSizeValue 3.
// Refuses (shape-mismatch) no input, more than 3, one that is not one number, an empty result;
// (bad-example) a step of 0, numbers that are not finite.

#include <cmath>

#include "layers/layer.h"

namespace attune::layers {
namespace {
class RangeDynamic final : public Layer {
 public:
  RangeDynamic(const LayerSpec& spec, std::span<const Shape> x) : spec_(&spec) {
    bool numbers = !x.empty() && x.size() <= 3;
    for (const Shape& shape : x) numbers = numbers && shape.size() == 1;
    if (numbers) return;
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
         ": rangeDynamic reads one to three numbers, got ", x);
  }

  void settle(std::span<const ConstTensor> x) override {
    start_ = x.size() > 1 ? x[1].data[0] : spec_->params().number(2);
    step_ = x.size() > 2 ? x[2].data[0] : spec_->params().number(3);
    const float count = std::ceil((x[0].data[0] - start_) / step_);
    if (!std::isfinite(count) || !std::isfinite(step_)) {
      fail(ErrorCode::bad_example, InLayer{spec_->name()}, ": rangeDynamic cannot step from ",
           start_, " to ", x[0].data[0], " by ", step_);
    }
    // Beyond what any shape holds the shape refuses it.
    shape_ = {count < 1          ? 0
              : count >= 0x1p40F ? std::int64_t{1} << 40
                                 : static_cast<std::int64_t>(count)};
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    for (std::int64_t i = 0; i < shape_.size(); ++i) {
      pass.y[0].data[i] = static_cast<float>(static_cast<double>(start_) +
                                             static_cast<double>(i) * static_cast<double>(step_));
    }
    return Status::ok;
  }

 private:
  const LayerSpec* spec_;
  float start_ = 0, step_ = 0;
  Shape shape_;
};
}  // namespace

LayerType range_dynamic() { return layer_type<RangeDynamic>(LayerKind::range_dynamic, 0); }
}  // namespace attune::layers
