// ConstantPad: adds elements of one value around an array, along any axes.
//   y[..., before + i, ...] = x[..., i, ...], and `value` everywhere else
//
//   x0  (X0, X1, ...)
//   x1  padAmounts in place of the parameter; then the layer is dynamic
//   y  (before0 + X0 + after0, ...), padAmounts being [before0, after0, before1, after1, ...].
//      With padToGivenOutputSizeMode one of each pair is y's extent instead, and the padding on
//      that side is what x lacks of it; none where x has as many elements or more.
//
// Reads ConstantPaddingLayerParams: value 1, padAmounts 2, padToGivenOutputSizeMode 3. Refuses
// (model-invalid) another number of amounts than two for each axis, an output size on both sides of
// an axis.

#include <algorithm>
#include <vector>

#include "kernels/view.h"
#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kValue = 1, kAmounts = 2, kGivenSize = 3;

class ConstantPad final : public Layer {
 public:
  ConstantPad(const LayerSpec& spec, std::span<const Shape> x) : spec_(&spec), view_(Shape()) {
    if (x.size() == 2) return;  // then settle() pads
    expect_inputs(spec, x, 1, 1);
    pad(x[0], spec.params().integers(kAmounts));
  }

  void settle(std::span<const ConstTensor> x) override {
    if (x.size() != 2) return;
    const std::vector<std::int64_t> amounts = whole_numbers(*spec_, x[1]);
    pad(x[0].shape, {amounts.begin(), amounts.end()});
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  Status forward(const Pass& pass) noexcept override {
    std::ranges::fill(pass.y[0].span(), value_);
    for (int e = 0; e < pass.examples; ++e)
      kernels::scatter(view_, pass.x[0].example(e), pass.y[0].example(e) + first_);
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    for (int e = 0; e < pass.examples; ++e)
      kernels::gather_add(view_, pass.dy[0].example(e) + first_, pass.dx[0].example(e));
  }

 private:
  void pad(const Shape& x, const std::vector<std::uint64_t>& amounts) {
    const LayerSpec& spec = *spec_;
    const auto rank = static_cast<std::size_t>(x.rank());
    const bool given_size = spec.params().flag(kGivenSize);
    if (amounts.size() != 2 * rank) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": constantPad has ", amounts.size(),
           " amounts for an input of shape ", x);
    }
    std::vector<std::int64_t> extents(rank), before(rank);
    for (std::size_t i = 0; i < rank; ++i) {
      const std::int64_t size = x[static_cast<int>(i)];
      std::int64_t front = amount(spec, amounts[2 * i]), back = amount(spec, amounts[2 * i + 1]);
      if (given_size && front > 0 && back > 0) {
        fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": constantPad has the output sizes ",
             front, " and ", back, " for the two sides of axis ", i);
      }
      if (given_size) front = std::max<std::int64_t>(front - size, 0);
      if (given_size) back = std::max<std::int64_t>(back - size, 0);
      before[i] = front;
      extents[i] = front + size + back;
    }
    y_ = Shape(extents);
    first_ = 0;
    for (std::size_t i = 0; i < rank; ++i)
      first_ += before[i] * y_.size_of(static_cast<int>(i) + 1, y_.rank());
    view_ = kernels::View::stepped(y_, x, std::vector<std::int64_t>(rank, 1));
    value_ = spec.params().number(kValue);
  }

  static std::int64_t amount(const LayerSpec& spec, std::uint64_t amount) {
    if (amount > static_cast<std::uint64_t>(Shape::kMaxSize)) {
      fail(ErrorCode::model_too_large, InLayer{spec.name()}, ": constantPad by ", amount);
    }
    return static_cast<std::int64_t>(amount);
  }

  const LayerSpec* spec_;
  Shape y_;
  kernels::View view_;      // of the part of y that shows x
  std::int64_t first_ = 0;  // where that part begins
  float value_ = 0;
};
}  // namespace

LayerType constant_pad() { return layer_type<ConstantPad>(LayerKind::constant_pad, 1); }
}  // namespace attune::layers
