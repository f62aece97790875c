// Global pooling over depth, height and width: the largest value, or the mean of all.
//
//   x  (..., D, H, W), rank 5 or more
//   y  (..., 1, 1, 1)
//
// Reads GlobalPooling3DLayerParams: type 1. Refuses an input of rank below 5 (shape-mismatch), an
// unknown type (model-invalid).

#include "layers/shared/spatial.h"
#include "layers/shared/volume_pooling.h"

namespace attune::layers {
namespace {
class GlobalPooling3d final : public VolumePooling {
 public:
  GlobalPooling3d(const LayerSpec& spec, std::span<const Shape> x) : VolumePooling(spec, x) {
    for (int axis = 0; axis < 3; ++axis) {
      const int extent = to_int(spec, x[0][axis - 3]);
      pool_.axes[axis] = {{extent, extent, 1, 1, 0, 1}, extent};
    }
    set_steps(x[0]);
  }
};
}  // namespace

LayerType global_pooling3d() { return layer_type<GlobalPooling3d>(LayerKind::global_pooling3d); }
}  // namespace attune::layers
