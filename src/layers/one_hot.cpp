// OneHot: numbers as vectors that say "this one".
//   y[..., c, ...] = onValue where c is the number x[..., ...] rounded toward zero, else offValue;
//   a number outside 0 … oneHotVectorSize - 1 has offValue everywhere
//
//   x  any shape of rank 1 or more
//   y  one axis more, of oneHotVectorSize elements
//
// Reads OneHotLayerParams: oneHotVectorSize 1, axis 2 (of y; negative: from the end), onValue 3,
// offValue 4. No gradient: the output does not change with x but by leaps. Refuses (unsupported) a
// size that a second input gives, (model-invalid) one of 0, (shape-mismatch) an axis that y lacks.

#include <algorithm>

#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kSize = 1, kAxis = 2, kOn = 3, kOff = 4;

class OneHot final : public Layer {
 public:
  OneHot(const LayerSpec& spec, std::span<const Shape> x)
      : on_(spec.params().number(kOn)), off_(spec.params().number(kOff)) {
    if (x.size() == 2) {
      fail(ErrorCode::unsupported, InLayer{spec.name()},
           ": oneHot of a size that a second input gives is not supported yet");
    }
    expect_inputs(spec, x, 1, 1);
    const int axis = resolve_axis(spec, spec.params().signed_integer(kAxis), x[0].rank() + 1);
    const std::uint64_t size = spec.params().integer(kSize);
    if (size < 1 || size > static_cast<std::uint64_t>(Shape::kMaxSize)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": oneHot has vectors of ", size,
           " elements");
    }
    size_ = static_cast<std::int64_t>(size);
    inner_ = x[0].size_of(axis, x[0].rank());
    y_ = inserted(x[0], axis, size_);
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  Status forward(const Pass& pass) noexcept override {
    float* const y = pass.y[0].data;
    std::ranges::fill(pass.y[0].span(), off_);
    const std::span<const float> numbers = pass.x[0].span();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const float number = numbers[i];
      if (!(number > -1 && number < static_cast<float>(size_))) continue;
      const auto at = static_cast<std::int64_t>(i);
      const auto c = static_cast<std::int64_t>(number);
      y[(at / inner_ * size_ + c) * inner_ + at % inner_] = on_;
    }
    return Status::ok;
  }

 private:
  float on_, off_;
  std::int64_t size_ = 0, inner_ = 1;  // inner_: elements after the axis
  Shape y_;
};
}  // namespace

LayerType one_hot() { return layer_type<OneHot>(LayerKind::one_hot); }
}  // namespace attune::layers
