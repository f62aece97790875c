// SliceDynamic: a part of each axis; where it begins, ends, … are inputs.
//   y = x0[begin:end:stride, …]
//
//   x0  rank >= 1
//   x1  where each axis begins; x2 ends, x3 strides, x4 begin masks, x5 end masks, x6 squeeze
//   masks:
//       one number for each axis of x0
//   y   what is taken, without the squeezed axes
//
// NumPy's rules: a negative index counts from the end, one beyond the axis means its end. A begin
// mask that is not 0 takes from the start, an end mask to the end; a squeezed axis gives one index
// and goes. Inputs that are not there are read from SliceDynamicLayerParams: beginMasks 2, endIds
// 3, endMasks 4, strides 5, squeezeMasks 6; what is not there either is 0, a stride 1. Refuses
// (shape-mismatch) fewer than 2 or more than 7 inputs, another number of indices than of axes, a
// squeezed index that is not there, an empty result; (model-invalid) a stride of 0, no ends at all.

#include "layers/shared/shape_input.h"
#include "layers/shared/slices.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kBeginMasks = 2, kEnds = 3, kEndMasks = 4, kStrides = 5, kSqueezeMasks = 6;
constexpr std::size_t kMostInputs = 7;

// The numbers of one input, or in its place those of the parameters. These may be more than there
// are axes, since coremltools writes five by default, or fewer.
std::vector<std::int64_t> numbers_of(const LayerSpec& spec, std::span<const ConstTensor> x,
                                     std::size_t input, std::uint32_t field,
                                     std::int64_t otherwise) {
  const auto rank = static_cast<std::size_t>(x[0].shape.rank());
  std::vector<std::int64_t> numbers =
      input < x.size() ? whole_numbers(spec, x[input]) : spec.params().signed_integers(field);
  if (input >= x.size()) numbers.resize(rank, otherwise);
  if (numbers.size() != rank) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()), " reads ",
         numbers.size(), " indices for ", x[0].shape);
  }
  return numbers;
}

Arrangement arrange(const LayerSpec& spec, std::span<const ConstTensor> x) {
  if (x.size() < 3 && !spec.params().has(kEnds) && !spec.params().has(kEndMasks)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has no ends");
  }
  const auto begins = numbers_of(spec, x, 1, 0, 0), ends = numbers_of(spec, x, 2, kEnds, 0),
             strides = numbers_of(spec, x, 3, kStrides, 1),
             begin_masks = numbers_of(spec, x, 4, kBeginMasks, 0),
             end_masks = numbers_of(spec, x, 5, kEndMasks, 0),
             squeeze_masks = numbers_of(spec, x, 6, kSqueezeMasks, 0);
  std::vector<AxisSlice> slices;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    slices.push_back({begins[i], ends[i], strides[i], begin_masks[i] != 0, end_masks[i] != 0,
                      squeeze_masks[i] != 0});
  }
  return sliced(spec, x[0].shape, slices);
}
}  // namespace

LayerType slice_dynamic() {
  return rearranged_type<arrange, kMostInputs>(LayerKind::slice_dynamic);
}
}  // namespace attune::layers
