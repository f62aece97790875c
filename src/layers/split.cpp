// Split: cuts the channels into equal parts.
//
//   x            (..., C, H, W)
//   y0, y1, ...  (..., C / nOutputs, H, W) each, in the order of the channels
//
// Reads SplitLayerParams: nOutputs 1. Refuses (shape-mismatch) channels that do not divide,
// anything but one input of rank 3 or more; (model-invalid) another number of named outputs.

#include "layers/shared/divided.h"

namespace attune::layers {
namespace {
class Split final : public Divided {
 public:
  Split(const LayerSpec& spec, std::span<const Shape> x)
      : Divided(spec, x, -3, spec.params().integer(1)) {}
};
}  // namespace

LayerType split() { return layer_type<Split>(LayerKind::split); }
}  // namespace attune::layers
