#include "layers/shared/random_dynamic.h"

#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
class RandomDynamic final : public Layer {
 public:
  RandomDynamic(const LayerSpec& spec, std::span<const Shape> x, Distribution::Kind kind)
      : spec_(&spec), distribution_(read_distribution(spec, kind)) {
    expect_inputs(spec, x, 1);
  }

  void settle(std::span<const ConstTensor> x) override { shape_ = shape_in(*spec_, x[0]); }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    fill_random(distribution_, random_of(*spec_), pass.y[0].span());
    return Status::ok;
  }

 private:
  const LayerSpec* spec_;
  Distribution distribution_;
  Shape shape_;
};
}  // namespace

std::unique_ptr<Layer> make_random_dynamic(const LayerSpec& spec, std::span<const Shape> x,
                                           Distribution::Kind kind) {
  return std::make_unique<RandomDynamic>(spec, x, kind);
}

}  // namespace attune::layers
