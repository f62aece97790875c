// Gelu: x times a curve that rises from 0 to 1.
//   EXACT 0                  y = x (1 + erf(x / sqrt 2)) / 2
//   TANH_APPROXIMATION 1     y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
//   SIGMOID_APPROXIMATION 2  y = x sigmoid(1.702 x)
//
//   x  any shape
//   y  the same shape
//
// Reads GeluLayerParams: mode 1. Refuses (model-invalid) another mode, (shape-mismatch) anything
// but one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
// As a layer knows it: the slope may use x, y or both.
template <float slope(float)>
float slope_at(float x, float) {
  return slope(x);
}

constexpr Elementwise::Function kModes[] = {
    {kernels::gelu, slope_at<kernels::gelu_slope>},
    {kernels::gelu_tanh, slope_at<kernels::gelu_tanh_slope>},
    {kernels::gelu_sigmoid, slope_at<kernels::gelu_sigmoid_slope>},
};

std::unique_ptr<Layer> make_gelu(const LayerSpec& spec, std::span<const Shape> x) {
  const std::uint64_t mode = spec.params().integer(1);
  if (mode >= std::size(kModes)) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": gelu names mode ", mode,
         "; the format has 0 to 2");
  }
  return std::make_unique<Elementwise>(spec, x, kModes[mode]);
}
}  // namespace

LayerType gelu() { return {LayerKind::gelu, true, make_gelu}; }
}  // namespace attune::layers
