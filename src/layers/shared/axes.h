// Axes and shapes as layer parameters spell them, checked against the shape of an input.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "layers/layer.h"

namespace attune::layers {

/// The axis of an array of that rank, counted from the front; a negative one counts from the end.
/// @throws Error shape_mismatch when there is no such axis
int resolve_axis(const LayerSpec& spec, std::int64_t axis, int rank);

/// The same for a list of axes that must differ from each other.
/// @throws Error shape_mismatch, model_invalid for an axis that is named twice
std::vector<int> resolve_axes(const LayerSpec& spec, std::span<const std::int64_t> axes, int rank);

/// A list of extents as a shape.
/// @param what  for messages: "target shape", "shape" …
/// @throws Error model_invalid when it is empty, or an extent is below 1
Shape positive_shape(const LayerSpec& spec, std::span<const std::int64_t> extents,
                     std::string_view what);

/// x with one axis more: its extent stands in front of x's axis `axis`, or at the end.
Shape inserted(const Shape& x, int axis, std::int64_t extent);

/// The shape that a layer's parameters ask for in place of `from`, with as many elements.
/// @param extents  one may be -1, which stands for what is left
/// @throws Error model_invalid for an extent below 1, shape_mismatch "layer 'x': reshapeStatic
/// cannot make [4, 4] out of [3, 5]"
Shape target_shape(const LayerSpec& spec, std::vector<std::int64_t> extents, const Shape& from);

}  // namespace attune::layers
