#include "layers/shared/axes.h"

#include <algorithm>

namespace attune::layers {

int resolve_axis(const LayerSpec& spec, std::int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " names axis ", axis, " of an array with ", rank, rank == 1 ? " axis" : " axes");
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

std::vector<int> resolve_axes(const LayerSpec& spec, std::span<const std::int64_t> axes, int rank) {
  std::vector<int> resolved;
  for (const std::int64_t axis : axes) {
    const int index = resolve_axis(spec, axis, rank);
    if (std::ranges::find(resolved, index) != resolved.end()) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " names axis ", index, " twice");
    }
    resolved.push_back(index);
  }
  return resolved;
}

Shape positive_shape(const LayerSpec& spec, std::span<const std::int64_t> extents,
                     std::string_view what) {
  if (extents.empty())
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": the ", what, " is missing");
  if (std::ranges::any_of(extents, [](std::int64_t extent) { return extent < 1; })) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": the ", what, " has an extent below 1");
  }
  return Shape(extents);
}

Shape inserted(const Shape& x, int axis, std::int64_t extent) {
  std::vector<std::int64_t> extents(x.extents().begin(), x.extents().end());
  extents.insert(extents.begin() + axis, extent);
  return Shape(extents);
}

Shape target_shape(const LayerSpec& spec, std::vector<std::int64_t> extents, const Shape& from) {
  const auto open = std::ranges::find(extents, -1);
  if (open != extents.end()) {
    *open = 1;
    *open = std::max<std::int64_t>(
        from.size() / positive_shape(spec, extents, "target shape").size(), 1);
  }
  const Shape to = positive_shape(spec, extents, "target shape");
  if (from.size() != to.size()) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " cannot make ", to, " out of ", from, ", which has another number of elements");
  }
  return to;
}

}  // namespace attune::layers
