// Upsample: enlarges each image.
//   nearest neighbour  y[i, j] = x[floor(i / factor), floor(j / factor)]
//   bilinear           y[i, j] = x read at row p(i), column p(j), linearly between its elements,
//                      where p(i) is the smaller of n - 1 and, with n and m extents of x and y,
//                        default                i (n - n / m) / (m - 1)
//                        align corners          i (n - 1) / (m - 1)
//                        do not align corners   the larger of 0 and (i + 1/2) n / m - 1/2
//
//   x  (..., H, W)
//   y  (..., floor(H factor), floor(W factor)), the product taken in float
//
// No parameters that are learned. Reads UpsampleLayerParams: scalingFactor, or
// fractionalScalingFactor for bilinear with or without aligned corners; an absent factor and one of
// 0 are 1. Refuses (model-invalid) other combinations and factors that leave nothing or more than
// 2^24 rows or columns,
// (shape-mismatch) anything but one input of rank 3 or more.

#include <cmath>
#include <iterator>

#include "layers/shared/sampling.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kFactors = 1, kMode = 5, kLinearMode = 6, kFractionalFactors = 7;
constexpr std::uint64_t kNearest = 0, kBilinear = 1;  // of kMode
constexpr std::uint64_t kDefault = 0;                 // of kLinearMode
constexpr Sampling kLinear[] = {Sampling::upsample, Sampling::strict_align_endpoints,
                                Sampling::half_pixel};  // by linear mode
constexpr float kMost = 1 << 24;                        // rows or columns

// Refuses what does not go together.
void check(const LayerSpec& spec) {
  const format::Message& params = spec.params();
  const std::uint64_t mode = params.integer(kMode), linear_mode = params.integer(kLinearMode);
  if (mode > kBilinear || linear_mode >= std::size(kLinear)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": upsample in an unknown mode");
  }
  const std::size_t fractions = params.numbers(kFractionalFactors).size();
  const std::size_t factors = params.integers(kFactors).size();
  const bool sizes_fit = (factors == 0 || factors == 2) && (fractions == 0 || fractions == 2);
  if (!sizes_fit || (factors == 2 && fractions == 2)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()},
         ": upsample needs two scaling factors of one kind, or none");
  }
  if (linear_mode != kDefault && mode == kNearest) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()},
         ": upsample by the nearest neighbour cannot align corners");
  }
  if (fractions == 2 && linear_mode == kDefault) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()},
         ": upsample by fractions must say how it treats corners");
  }
}

std::vector<kernels::Place> places(const LayerSpec& spec, int axis, std::int64_t size) {
  check(spec);
  const format::Message& params = spec.params();
  const std::vector<float> fractions = params.numbers(kFractionalFactors);
  const Pair whole = read_pair(spec, params, kFactors, 1, "scaling factor", 0);
  float factor = static_cast<float>(axis == 0 ? whole.y : whole.x);
  if (!fractions.empty()) factor = fractions[static_cast<std::size_t>(axis)];
  if (factor == 0) factor = 1;  // a factor of 0 is the default, as Apple's own reader has it
  const float to = std::floor(static_cast<float>(size) * factor);
  if (!(factor > 0) || !(to >= 1) || !(to <= kMost)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": upsample cannot scale ", size, " by ",
         factor);
  }
  const Sampling sampling = params.integer(kMode) == kNearest
                                ? Sampling::nearest
                                : kLinear[static_cast<std::size_t>(params.integer(kLinearMode))];
  return sampled_axis(sampling, size, static_cast<std::int64_t>(to));
}
}  // namespace

LayerType upsample() { return resized<places>(LayerKind::upsample); }
}  // namespace attune::layers
