// Simple recurrent layer.
//   y_t = f(clip(W x_t + R y_(t-1) + b))
//
//   x, y, state  as shared/recurrent.h has them: inputs x, h; outputs y, h
//   W            [out, in]; R [out, out]; b [out]
//
// Reads SimpleRecurrentLayerParams. Its arrays are parameters with the roles weightMatrix,
// recursionMatrix, biasVector; Apple's rules let none of them be trained. Refuses (model-invalid)
// activations outside those of recurrent layers, (shape-mismatch) inputs of other shapes.

#include <algorithm>

#include "layers/shared/recurrent.h"

namespace attune::layers {
namespace {
class SimpleRecurrent final : public Recurrent {
 public:
  SimpleRecurrent(const LayerSpec& spec, std::span<const Shape> x)
      : Recurrent(spec, x,
                  {.in = spec.params().integer(1),
                   .out = spec.params().integer(2),
                   .sequence_output = spec.params().flag(15),
                   .reverse = spec.params().flag(100)}),
        function_(read_gate_function(spec, spec.params().message(10))) {
    read_array(spec, 0, weights, "weightMatrix", {30});
    read_array(spec, 0, recursion, "recursionMatrix", {31});
    if (spec.params().flag(20)) read_array(spec, 0, bias, "biasVector", {32});
  }

 private:
  void advance(const Step& step) const noexcept override {
    function_.apply(step.gates, step.floats);
    std::copy_n(step.gates, step.floats, step.h);
  }

  void go_back(const Step& step) noexcept override {
    function_.turn_back(step.gates, step.dh, step.temp[0], step.floats);
    std::fill_n(step.dh, step.floats, 0.0F);
  }

  GateFunction function_;
};
}  // namespace

LayerType simple_recurrent() { return layer_type<SimpleRecurrent>(LayerKind::simple_recurrent); }
}  // namespace attune::layers
