// Shapes and indices that are values of the network: what the …Dynamic layers read from their
// inputs (layer.h, LayerType::shape_input).
#pragma once

#include <cstdint>
#include <vector>

#include "layers/shared/rearrange.h"

namespace attune::layers {

/// The numbers of an input, rounded toward zero.
/// @throws Error bad_example for one that is not finite or beyond 2^31
std::vector<std::int64_t> whole_numbers(const LayerSpec& spec, const ConstTensor& x);

/// An input that holds one number. @throws Error bad_example for more of them, or none that is
/// whole
std::int64_t whole_number(const LayerSpec& spec, const ConstTensor& x);

/// An input as a shape. @throws Error bad_example, model_invalid when an extent is below 1
Shape shape_in(const LayerSpec& spec, const ConstTensor& x);

/// How the first input is rearranged, which the other inputs' values say.
using ArrangeBy = Arrangement (*)(const LayerSpec& spec, std::span<const ConstTensor> x);

/// A layer that rearranges its first input so.
/// @throws Error shape_mismatch unless there are 2 to `most_inputs` inputs
std::unique_ptr<Layer> make_rearranged(const LayerSpec& spec, std::span<const Shape> x,
                                       ArrangeBy arrange, std::size_t most_inputs);

/// The registry's entry of one.
template <ArrangeBy arrange, std::size_t most_inputs = 2>
LayerType rearranged_type(LayerKind kind) {
  return {kind, false,
          [](const LayerSpec& spec, std::span<const Shape> x) {
            return make_rearranged(spec, x, arrange, most_inputs);
          },
          1};
}

}  // namespace attune::layers
