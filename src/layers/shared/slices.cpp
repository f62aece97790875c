#include "layers/shared/slices.h"

#include <algorithm>
#include <vector>

namespace attune::layers {
namespace {
// The first index, and how many there are from it, `step` apart.
struct Taken {
  std::int64_t first, step, count;
};

Taken taken_of(const LayerSpec& spec, std::int64_t size, const AxisSlice& slice) {
  const auto from_front = [&](std::int64_t index) { return index < 0 ? index + size : index; };
  if (slice.squeeze) {
    const std::int64_t index = from_front(slice.begin);
    if (index < 0 || index >= size) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " takes index ", slice.begin, " of an axis of ", size);
    }
    return {index, 1, 1};
  }
  if (slice.stride == 0) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has a stride of 0");
  }
  // A stride beyond the axis takes the first index only. Backwards the end is one before index 0.
  const std::int64_t step = std::clamp(slice.stride, -size, size);
  const std::int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
  const std::int64_t start = step > 0 ? low : high, stop = step > 0 ? high : low;
  const std::int64_t first =
      slice.from_start ? start : std::clamp(from_front(slice.begin), low, high);
  const std::int64_t last = slice.to_end ? stop : std::clamp(from_front(slice.end), low, high);
  const std::int64_t far = step > 0 ? last - first : first - last, pace = step > 0 ? step : -step;
  return {first, step, far > 0 ? (far + pace - 1) / pace : 0};
}
}  // namespace

Arrangement sliced(const LayerSpec& spec, const Shape& x, std::span<const AxisSlice> slices) {
  if (static_cast<int>(slices.size()) != x.rank()) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " has ",
         slices.size(), " indices for ", x);
  }
  std::vector<std::int64_t> all, kept, steps;
  std::int64_t first = 0;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const AxisSlice& slice = slices[static_cast<std::size_t>(axis)];
    const Taken taken = taken_of(spec, x[axis], slice);
    all.push_back(taken.count);
    if (!slice.squeeze) kept.push_back(taken.count);
    steps.push_back(taken.step);
    first += taken.first * x.size_of(axis + 1, x.rank());
  }
  if (kept.empty()) kept.push_back(1);
  return {Shape(kept), kernels::View::stepped(x, Shape(all), steps), first};
}

}  // namespace attune::layers
