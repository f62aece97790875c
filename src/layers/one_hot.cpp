// OneHot: numbers as vectors that say "this one".
//   y[..., c, ...] = onValue where c is the number x[..., ...] rounded toward zero, else offValue;
//   a number outside 0 … oneHotVectorSize - 1 has offValue everywhere
//
//   x  any shape of rank 1 or more
//   n  in place of the parameter oneHotVectorSize, one number; then the layer is dynamic
//   y  one axis more, of oneHotVectorSize elements
//
// Reads OneHotLayerParams: oneHotVectorSize 1, axis 2 (of y; negative: from the end), onValue 3,
// offValue 4. No gradient: the output does not change with x but by leaps. Refuses (model-invalid)
// a size of 0, (shape-mismatch) an axis that y lacks, (bad-example) a second input that is no
// number.

#include <algorithm>

#include "layers/shared/axes.h"
#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kSize = 1, kAxis = 2, kOn = 3, kOff = 4;

class OneHot final : public Layer {
 public:
  OneHot(const LayerSpec& spec, std::span<const Shape> x)
      : spec_(&spec), on_(spec.params().number(kOn)), off_(spec.params().number(kOff)) {
    if (x.size() != 2 || x[0].rank() == 0) expect_inputs(spec, x, 1, 1);
    x_ = x[0];
    axis_ = resolve_axis(spec, spec.params().signed_integer(kAxis), x_.rank() + 1);
    inner_ = x_.size_of(axis_, x_.rank());
    if (x.size() == 1) make_vectors_of(spec.params().signed_integer(kSize));
  }

  void settle(std::span<const ConstTensor> x) override {
    make_vectors_of(whole_number(*spec_, x[1]));
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
  void make_vectors_of(std::int64_t size) {
    if (size < 1 || size > Shape::kMaxSize) {
      fail(ErrorCode::model_invalid, InLayer{spec_->name()}, ": oneHot has vectors of ", size,
           " elements");
    }
    size_ = size;
    y_ = inserted(x_, axis_, size_);
  }

  const LayerSpec* spec_;
  float on_, off_;
  Shape x_, y_;
  int axis_ = 0;
  std::int64_t size_ = 0, inner_ = 1;  // inner_: elements after the axis
};
}  // namespace

LayerType one_hot() { return layer_type<OneHot>(LayerKind::one_hot, 1); }
}  // namespace attune::layers
