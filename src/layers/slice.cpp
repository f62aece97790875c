// Slice: every stride-th index of one axis, from startIndex up to, not including, endIndex.
//   y[..., i, ...] = x[..., startIndex + i stride, ...]
// A negative index counts from the end, and an endIndex of 0 is the end itself.
//
//   x  any rank that has the axis: channels -3, height -2 or width -1
//   y  the same extents but that axis: ceil((endIndex - startIndex) / stride)
//
// No parameters that are learned. Reads SliceLayerParams. Refuses an axis that x lacks and indices
// outside of it (shape-mismatch), and a stride of 0 (model-invalid).

#include <algorithm>
#include <vector>

#include "layers/shared/rearrange.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kStart = 1, kEnd = 2, kStride = 3, kAxis = 4;

class Slice final : public Rearrange {
 public:
  Slice(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    const format::Message& params = spec.params();
    if (params.integer(kAxis) > 2) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": slice names the unknown axis ",
           params.integer(kAxis));
    }
    const int from_end = 3 - static_cast<int>(params.integer(kAxis));
    expect_inputs(spec, x, 1, from_end);
    const std::int64_t size = x[0][-from_end];
    const std::int64_t start = params.signed_integer(kStart), end = params.signed_integer(kEnd);
    const std::int64_t first = start < 0 && start >= -size ? start + size : start;
    const std::int64_t last = end <= 0 && end > -size ? end + size : std::min(end, size);
    if (first < 0 || first >= last) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": slice from ", start, " to ", end,
           " takes nothing of an axis of ", size, " elements");
    }
    const std::uint64_t stride = params.integer(kStride);
    if (stride == 0)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": slice has a stride of 0");

    // A stride beyond the axis takes the first index only.
    const auto step = static_cast<std::int64_t>(std::min(stride, static_cast<std::uint64_t>(size)));
    const Shape y = x[0].with(-from_end, (last - first + step - 1) / step);
    std::vector<std::int64_t> steps(static_cast<std::size_t>(x[0].rank()), 1);
    steps[steps.size() - static_cast<std::size_t>(from_end)] = step;
    const std::int64_t before = first * x[0].size_of(x[0].rank() - from_end + 1, x[0].rank());
    return {y, kernels::View::stepped(x[0], y, steps), before};
  }
};
}  // namespace

LayerType slice() { return layer_type<Slice>(LayerKind::slice); }
}  // namespace attune::layers
