#include "layers/shared/shape_input.h"

#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
class Rearranged final : public Rearrange {
 public:
  Rearranged(const LayerSpec& spec, const Shape& x, ArrangeBy arrange)
      : Rearrange({x, kernels::View(x)}), spec_(&spec), arrange_(arrange) {}

  void settle(std::span<const ConstTensor> x) override { arrange_as(arrange_(*spec_, x)); }

 private:
  const LayerSpec* spec_;
  ArrangeBy arrange_;
};
}  // namespace

std::vector<std::int64_t> whole_numbers(const LayerSpec& spec, const ConstTensor& x) {
  constexpr float kMost = 0x1p31F;
  std::vector<std::int64_t> numbers;
  for (const float value : x.span()) {
    if (!(value >= -kMost && value <= kMost)) {
      fail(ErrorCode::bad_example, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " reads a shape or an index, got ", static_cast<double>(value));
    }
    numbers.push_back(static_cast<std::int64_t>(value));
  }
  return numbers;
}

std::int64_t whole_number(const LayerSpec& spec, const ConstTensor& x) {
  const std::vector<std::int64_t> numbers = whole_numbers(spec, x);
  if (numbers.size() != 1) {
    fail(ErrorCode::bad_example, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " reads one number, got ", x.shape);
  }
  return numbers.front();
}

Shape shape_in(const LayerSpec& spec, const ConstTensor& x) {
  return positive_shape(spec, whole_numbers(spec, x), "shape that it reads");
}

std::unique_ptr<Layer> make_rearranged(const LayerSpec& spec, std::span<const Shape> x,
                                       ArrangeBy arrange, std::size_t most_inputs) {
  if (x.size() < 2 || x.size() > most_inputs) expect_inputs(spec, x, 2);
  return std::make_unique<Rearranged>(spec, x[0], arrange);
}

}  // namespace attune::layers
