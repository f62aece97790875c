// Custom: code that is not in the file, named by its class. Whoever loads the model hands the code
// in (format/custom_code.h); it is called once an example, and an output begins as zeros.
//   y = evaluate(x)
//
//   x  any number of inputs of any shape
//   y  as many outputs as the layer names, of the shapes that the code answers
//
// Backward: dx += backward(x, y, dy), where the code has one. Weights reach the code as they are in
// the file and are not trained. Reads CustomLayerParams: className 10, weights 20, parameters 30,
// description 40. Refuses (unsupported) a class whose code was not given, (invalid-parameter) one
// that cannot be made, (shape-mismatch) shapes that are none; fails (bad-example) when the code
// throws. NaN passes, as from every layer: a prediction shows it, training ends with `diverged`.

#include <algorithm>
#include <exception>

#include "format/custom_code.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
class Custom final : public Layer {
 public:
  Custom(const LayerSpec& spec, std::span<const Shape> x) {
    const format::CustomSpec custom(spec.params());
    if (spec.host() != nullptr) code_ = spec.host()->make_layer(custom, spec.name());
    if (code_ == nullptr) {
      fail(ErrorCode::unsupported, InLayer{spec.name()}, ": is a custom layer of class '",
           custom.class_name, "', whose code is not in the file",
           Hint{"Hand it in: Model.load(source, { customLayers: { ClassName: … } })."});
    }
    shapes_ = code_->output_shapes(x);
  }

  std::vector<Shape> output_shapes() const override { return shapes_; }
  bool has_backward() const override { return code_->has_backward(); }
  std::string_view complaint() const override { return complaint_; }

  // Its code is the page's, and helpers talk to nobody.
  bool splits_examples() const override { return false; }
  Status forward(const Pass& pass) noexcept override {
    for (const Tensor& y : pass.y) std::ranges::fill(y.span(), 0.0F);
    each_example(pass, [&](const format::CustomPass& one) { return code_->evaluate(one); });
    return complaint_.empty() ? Status::ok : Status::failed;
  }

  void backward(const Pass& pass) noexcept override {
    each_example(pass, [&](const format::CustomPass& one) { return code_->backward(one); });
  }

 private:
  template <typename Float>
  static std::vector<BasicTensor<Float>> at(std::span<const BasicTensor<Float>> batch,
                                            int example) {
    std::vector<BasicTensor<Float>> one;
    for (const BasicTensor<Float>& tensor : batch)
      one.push_back({tensor ? tensor.example(example) : nullptr, tensor.shape, 1});
    return one;
  }

  // The code is a stranger's: whatever it throws ends here.
  template <typename Call>
  void each_example(const Pass& pass, Call call) noexcept {
    complaint_.clear();
    try {
      for (int e = 0; e < pass.examples && complaint_.empty(); ++e) {
        const auto x = at(pass.x, e), dy = at(pass.dy, e);
        const auto y = at(pass.y, e), dx = at(pass.dx, e);
        complaint_ = call({x, y, dy, dx});
      }
    } catch (const std::exception&) {
      complaint_ = "no memory";
    }
  }

  std::unique_ptr<format::CustomLayer> code_;
  std::vector<Shape> shapes_;
  std::string complaint_;
};
}  // namespace

LayerType custom() { return layer_type<Custom>(LayerKind::custom); }
}  // namespace attune::layers
