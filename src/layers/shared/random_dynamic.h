// A random...Dynamic layer: random_fill.h's numbers in a shape that the input gives.
#pragma once

#include "layers/shared/random_fill.h"

namespace attune::layers {

std::unique_ptr<Layer> make_random_dynamic(const LayerSpec& spec, std::span<const Shape> x,
                                           Distribution::Kind kind);

/// The registry's entry of one.
template <Distribution::Kind distribution>
LayerType random_dynamic(LayerKind kind) {
  return {kind, false,
          [](const LayerSpec& spec, std::span<const Shape> x) {
            return make_random_dynamic(spec, x, distribution);
          },
          0};
}

}  // namespace attune::layers
