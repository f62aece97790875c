// Layers that give their input's values another shape or another order: the base of copy, flatten,
// permute, squeeze, crop and others.
#pragma once

#include "kernels/view.h"
#include "layers/layer.h"

namespace attune::layers {

/// The output's shape, and how it reads the input.
struct Arrangement {
  Shape shape;
  kernels::View view;
  std::int64_t first = 0;  ///< the input's element at which the view begins
};

class Rearrange : public Layer {
 public:
  explicit Rearrange(const Arrangement& arrangement) : arrangement_(arrangement) {}

  std::vector<Shape> output_shapes() const override { return {arrangement_.shape}; }

  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      kernels::gather(arrangement_.view, pass.x[0].example(e) + arrangement_.first,
                      pass.y[0].example(e));
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    for (int e = 0; e < pass.examples; ++e) {
      kernels::scatter_add(arrangement_.view, pass.dy[0].example(e),
                           pass.dx[0].example(e) + arrangement_.first);
    }
  }

 protected:
  void arrange_as(const Arrangement& arrangement) { arrangement_ = arrangement; }

 private:
  Arrangement arrangement_;
};

/// The registry's entry for a layer that is nothing but an arrangement of its first input: made
/// without a class of its own.
template <Arrangement (*arrange)(const LayerSpec&, std::span<const Shape>)>
LayerType rearranged(LayerKind kind) {
  return {kind, true,
          [](const LayerSpec& spec, std::span<const Shape> x) -> std::unique_ptr<Layer> {
            return std::make_unique<Rearrange>(arrange(spec, x));
          }};
}

}  // namespace attune::layers
