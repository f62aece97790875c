// Scale: multiplies by a learned array and may add another.
//   y = scale x + bias
//
//   x            (..., C, H, W)
//   scale, bias  [1], [C], [1, H, W] or [C, H, W], each on its own; repeated over what it lacks
//   y            as x
//
// Reads ScaleLayerParams: shapeScale 1, scale 2, hasBias 3, shapeBias 4, bias 5. Refuses
// (model-invalid) another kind of shape or number of values, (shape-mismatch) a shape that does not
// fit x, anything but one input of rank 3 or more.

#include <algorithm>

#include "kernels/elementwise.h"
#include "layers/shared/channel_values.h"

namespace attune::layers {
namespace {
class Scale final : public Layer {
 public:
  Scale(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 3);
    shape_ = x[0];
    take(make_channel_values(spec, "weights", 1, 2, shape_));
    if (spec.params().flag(3)) take(make_channel_values(spec, "biases", 4, 5, shape_));
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }
  std::span<Parameter> parameters() override { return parameters_; }
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(shape_.size());
  }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      float* const y = pass.y[0].example(e);
      std::copy_n(pass.x[0].example(e), shape_.size(), y);
      kernels::gather_multiply(views_[0], parameters_[0].value, y);
      if (views_.size() > 1) kernels::gather_add(views_[1], parameters_[1].value, y);
    }
    return Status::ok;
  }

  // dx += dy scale, dscale += dy x, dbias += dy; the latter two summed over what was repeated
  void backward(const Pass& pass) noexcept override {
    const auto size = static_cast<std::size_t>(shape_.size());
    float* const product = pass.scratch.data();
    for (int e = 0; e < pass.examples; ++e) {
      const float* const dy = pass.dy[0].example(e);
      if (pass.dx[0]) {
        std::copy_n(dy, size, product);
        kernels::gather_multiply(views_[0], parameters_[0].value, product);
        kernels::add(product, pass.dx[0].example(e), size);
      }
      if (parameters_[0].gradient != nullptr) {
        kernels::multiply(dy, pass.x[0].example(e), product, size);
        kernels::scatter_add(views_[0], product, parameters_[0].gradient);
      }
      if (views_.size() > 1 && parameters_[1].gradient != nullptr) {
        kernels::scatter_add(views_[1], dy, parameters_[1].gradient);
      }
    }
  }

 private:
  void take(ChannelValues values) {
    parameters_.push_back(std::move(values.parameter));
    views_.push_back(values.view);
  }

  Shape shape_;
  std::vector<Parameter> parameters_;  // scale, bias if there is one
  std::vector<kernels::View> views_;   // how one example reads each
};
}  // namespace

LayerType scale() { return layer_type<Scale>(LayerKind::scale); }
}  // namespace attune::layers
