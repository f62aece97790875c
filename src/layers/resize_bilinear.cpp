// ResizeBilinear: gives each image another size, reading linearly between its elements.
//   y[i, j] = x read at row p(i), column p(j), where p(i) is, with n and m extents of x and y,
//     strict align endpoints  i (n - 1) / (m - 1); for m = 1 it is 0
//     align endpoints         the same; for m = 1 it is (n - 1) / 2
//     upsample                the smaller of n - 1 and i (n - n / m) / (m - 1); for m = 1 it is 0
//     ROI align               the smaller of n - 1 and (i + 1/2) max(1, n - 1) / m
//
//   x  (..., H, W)
//   y  (..., H', W') with targetSize = [H', W'], by default 1 x 1
//
// No parameters that are learned. Reads ResizeBilinearLayerParams: targetSize 1, mode 2. Refuses
// (model-invalid) a target size that is not two extents of 1 to 2^24, an unknown mode,
// (shape-mismatch) anything but one input of rank 3 or more.

#include "layers/shared/sampling.h"

namespace attune::layers {
namespace {
std::vector<kernels::Place> places(const LayerSpec& spec, int axis, std::int64_t size) {
  const Pair target = read_target_size(spec);
  return sampled_axis(read_sampling(spec, 2), size, axis == 0 ? target.y : target.x);
}
}  // namespace

LayerType resize_bilinear() { return resized<places>(LayerKind::resize_bilinear); }
}  // namespace attune::layers
