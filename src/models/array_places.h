// Where the kinds of layers that can be trained keep what they learn.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "format/layer_spec.h"

namespace attune::models {

/// The place of one learned array in a layer, with its role as MLParameterKey names it.
struct ArrayPlace {
  std::string_view role;       ///< "weights" or "biases"
  std::uint32_t field;         ///< in the layer's params
  std::uint32_t presence = 0;  ///< the flag that says whether it counts; 0: always
};
/// The weights and biases of the kinds that have them; none for all others, which recurrent ones
/// are, too.
std::span<const ArrayPlace> array_places(format::LayerKind kind);

}  // namespace attune::models
