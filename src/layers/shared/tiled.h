// An array repeated as a whole along its axes: tile and sequenceRepeat.
#pragma once

#include <cstdint>
#include <span>

#include "layers/shared/rearrange.h"

namespace attune::layers {

/// y's extent i is x's times repetitions[i], x standing there so often one after the other.
/// Needs: as many repetitions as x has axes. @throws Error model_invalid for one of 0 or beyond
/// 2^30
Arrangement tiled(const LayerSpec& spec, const Shape& x,
                  std::span<const std::uint64_t> repetitions);

}  // namespace attune::layers
