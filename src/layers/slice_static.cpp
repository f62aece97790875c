// SliceStatic: every strides-th index of each axis, as NumPy's x[begin:end:stride].
//   y[..., i, ...] = x[..., begin + i stride, ...]
// A negative index counts from the end; beyond the axis it is cut to it. Where beginMasks is set
// the slice begins at the first element that the stride meets, where endMasks is set it goes on to
// the last one. Where squeezeMasks is set only the index begin is taken, and the axis left out;
// the masks, the end and the stride are not read there.
//
//   x  any shape of rank 1 or more
//   y  one extent for each axis that stays; never fewer than one axis
//
// Reads SliceStaticLayerParams: beginIds 1, beginMasks 2, endIds 3, endMasks 4, strides 5,
// squeezeMasks 6 (or none). Refuses (model-invalid) lists of another length than x's rank and a
// stride of 0, (shape-mismatch) a slice that takes nothing, anything but one input.

#include <algorithm>
#include <array>
#include <vector>

#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
// Lists by field number, less one.
enum Field : std::uint8_t { kBegin, kBeginMasks, kEnd, kEndMasks, kStrides, kSqueeze, kFields };

struct Range {
  std::int64_t first = 0, count = 0, stride = 1;
};

// A place on an axis of `size` elements, from `least` to `most`.
std::int64_t place(std::int64_t index, std::int64_t size, std::int64_t least, std::int64_t most) {
  return std::clamp(index < 0 ? index + size : index, least, most);
}

// What x[begin:end:stride] takes of an axis. `stride` is not 0.
Range range(std::int64_t begin, bool from_start, std::int64_t end, bool to_end, std::int64_t stride,
            std::int64_t size) {
  const bool forward = stride > 0;
  // Where counting from the front may stand: at the end of the axis, or before its start.
  const std::int64_t least = forward ? 0 : -1, most = forward ? size : size - 1;
  stride = std::clamp(stride, -size, size);  // one beyond the axis takes the first index only
  const std::int64_t first =
      from_start ? (forward ? least : most) : place(begin, size, least, most);
  const std::int64_t last = to_end ? (forward ? most : least) : place(end, size, least, most);
  const std::int64_t length = forward ? last - first : first - last;
  const std::int64_t step = forward ? stride : -stride;
  return {first, length > 0 ? (length + step - 1) / step : 0, stride};
}

Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 1);
  const Shape& from = x[0];
  const auto rank = static_cast<std::size_t>(from.rank());
  std::array<std::vector<std::int64_t>, kFields> lists;
  for (std::uint32_t field = 0; field < kFields; ++field) {
    lists[field] = spec.params().signed_integers(field + 1);
    if (lists[field].empty() && field == kSqueeze) lists[field].assign(rank, 0);
    if (lists[field].size() != rank) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": sliceStatic has ",
           lists[field].size(), " values in a list (field ", field + 1, ") for an input of shape ",
           from);
    }
  }
  std::vector<std::int64_t> extents;
  std::vector<kernels::View::Axis> axes;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    const auto axis = static_cast<int>(i);
    const std::int64_t size = from[axis], in_memory = from.size_of(axis + 1, from.rank());
    const std::int64_t begin = lists[kBegin][i], stride = lists[kStrides][i];
    Range taken{begin < 0 && begin >= -size ? begin + size : begin, 1, 1};
    if (lists[kSqueeze][i] == 0) {
      if (stride == 0)
        fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": sliceStatic has a stride of 0");
      taken = range(begin, lists[kBeginMasks][i] != 0, lists[kEnd][i], lists[kEndMasks][i] != 0,
                    stride, size);
      extents.push_back(taken.count);
      axes.push_back({taken.count, taken.stride * in_memory});
    }
    if (taken.count < 1 || taken.first < 0 || taken.first >= size) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": sliceStatic takes nothing of axis ",
           axis, " of ", from);
    }
    start += taken.first * in_memory;
  }
  if (extents.empty()) extents.push_back(1);
  return {Shape(extents), kernels::View::strided(axes), start};
}
}  // namespace

LayerType slice_static() { return rearranged<arrange>(LayerKind::slice_static); }
}  // namespace attune::layers
