// An array repeated to a given shape: broadcastToStatic and broadcastToLike.
#pragma once

#include "layers/shared/axes.h"
#include "layers/shared/rearrange.h"

namespace attune::layers {

/// @throws Error shape_mismatch "layer 'x': broadcastToLike cannot repeat [2, 3] to [3, 3]"
inline Arrangement broadcast_to(const LayerSpec& spec, const Shape& x, const Shape& y) {
  if (!kernels::broadcasts(x, y)) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot repeat ", x, " to ", y);
  }
  return {y, kernels::View(x, y)};
}

}  // namespace attune::layers
