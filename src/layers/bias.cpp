// Bias: adds a learned array.
//   y = x + bias
//
//   x     (..., C, H, W)
//   bias  [1], [C], [1, H, W] or [C, H, W]; repeated over what it lacks
//   y     as x
//
// Reads BiasLayerParams: shape 1, bias 2. Refuses (model-invalid) another kind of shape or number
// of values, (shape-mismatch) a shape that does not fit x, anything but one input of rank 3 or
// more.

#include <algorithm>

#include "kernels/elementwise.h"
#include "layers/shared/channel_values.h"

namespace attune::layers {
namespace {
class Bias final : public Layer {
 public:
  Bias(const LayerSpec& spec, std::span<const Shape> x) : bias_(values(spec, x)), shape_(x[0]) {}

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::span<Parameter> parameters() override { return {&bias_.parameter, 1}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      float* const y = pass.y[0].example(e);
      std::copy_n(pass.x[0].example(e), shape_.size(), y);
      kernels::gather_add(bias_.view, bias_.parameter.value, y);
    }
    return Status::ok;
  }

  // dx += dy, dbias += dy summed over what was repeated
  void backward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      const float* const dy = pass.dy[0].example(e);
      if (pass.dx[0])
        kernels::add(dy, pass.dx[0].example(e), static_cast<std::size_t>(shape_.size()));
      if (bias_.parameter.gradient != nullptr)
        kernels::scatter_add(bias_.view, dy, bias_.parameter.gradient);
    }
  }

 private:
  static ChannelValues values(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 3);
    return make_channel_values(spec, "biases", 1, 2, x[0]);
  }

  ChannelValues bias_;
  Shape shape_;
};
}  // namespace

LayerType bias() { return layer_type<Bias>(LayerKind::bias); }
}  // namespace attune::layers
