// What branch, loop, loopBreak and loopContinue have in common: no outputs of their own, and what
// counts as true.
#pragma once

#include "layers/layer.h"

namespace attune::layers {

class Control : public Layer {
 public:
  std::vector<Shape> output_shapes() const override { return {}; }
  Status forward([[maybe_unused]] const Pass& pass) noexcept override { return Status::ok; }
};

/// Whether the number is further than 1e-6 from 0; NaN is not. Needs: x is not empty.
inline bool is_true(const ConstTensor& x) { return x.data[0] > 1e-6F || x.data[0] < -1e-6F; }

/// The registry's entry of a layer that overrides steer().
template <typename T>
LayerType control_type(LayerKind kind, std::array<std::uint32_t, 2> networks = {}) {
  LayerType type = layer_type<T>(kind);
  type.differentiable = false;
  type.steers = true;
  type.networks = networks;
  return type;
}

}  // namespace attune::layers
