// Erf: the error function of each value.
//   y = erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x
//
//   x  any shape
//   y  the same shape
//
// Backward: dx += dy 2 / sqrt(pi) e^(-x^2). No parameters. Refuses (shape-mismatch) anything but
// one input.

#include "kernels/functions.h"
#include "layers/shared/elementwise.h"

namespace attune::layers {
namespace {
float slope(float x, float) { return kernels::erf_slope(x); }
constexpr Elementwise::Function kFunction{kernels::erf, slope};
}  // namespace

LayerType erf() { return elementwise_type<kFunction>(LayerKind::erf); }
}  // namespace attune::layers
