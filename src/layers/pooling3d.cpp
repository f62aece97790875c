// Pooling over depth, height and width: each window becomes one value.
//   MAX      y = the largest value that the window sees
//   AVERAGE  y = the sum divided by the window's volume, with the padding that it covers or without
//            (countExcludePadding)
//
//   x  (..., D, H, W), rank 5 or more
//   y  (..., D', H', W')
//      custom and valid: D' = floor((D + padding - k) / s) + 1    same: D' = ceil(D / s)
//
// Padding never wins a maximum. A window that sees padding only gives 0.
//
// Reads Pooling3DLayerParams. Refuses an input of rank below 5, a kernel larger than the padded
// input (shape-mismatch), unknown types and kernels or strides below 1 (model-invalid).

#include "layers/shared/volume_pooling.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kKernel = 2, kStride = 5, kPadding = 8, kExcludePadding = 14,
                        kPaddingType = 15;

class Pooling3d final : public VolumePooling {
 public:
  Pooling3d(const LayerSpec& spec, std::span<const Shape> x) : VolumePooling(spec, x) {
    pool_.counts_padding = !spec.params().flag(kExcludePadding);
    const VolumeKernel kernel{read_triple(spec, kKernel, "kernel size"),
                              read_triple(spec, kStride, "stride")};
    const VolumePadding padding = read_volume_padding(spec, kPaddingType, kPadding);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const kernels::Steps steps =
          steps_over(spec, x[0][static_cast<int>(axis) - 3], axis, kernel, padding);
      // No window reaches past the padding; what "same" adds is padding.
      pool_.axes[axis] = {steps, (steps.count - 1) * steps.stride + steps.kernel};
    }
    set_steps(x[0]);
  }
};
}  // namespace

LayerType pooling3d() { return layer_type<Pooling3d>(LayerKind::pooling3d); }
}  // namespace attune::layers
