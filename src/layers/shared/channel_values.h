// A learned array of shape [1], [C], [1, H, W] or [C, H, W] that repeats over the channels, rows
// and columns of a value: what scale and bias multiply by and add.
#pragma once

#include <optional>

#include "kernels/view.h"
#include "layers/layer.h"

namespace attune::layers {

struct ChannelValues {
  Parameter parameter;
  kernels::View view;  ///< how one example of x reads the array
};

/// @param shape_field  of the params: the array's shape
/// @throws Error model_invalid for a shape of another kind, shape_mismatch when it does not fit x
ChannelValues make_channel_values(const LayerSpec& spec, std::string_view role,
                                  std::uint32_t shape_field, std::uint32_t values_field,
                                  const Shape& x);

}  // namespace attune::layers
