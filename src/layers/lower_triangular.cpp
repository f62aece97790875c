// LowerTriangular: sets everything above a diagonal to 0.
//   y[..., m, n] = x[..., m, n] where n - m <= k, else 0
//
//   x  (..., M, N)
//   y  the same shape
//
// Reads LowerTriangularLayerParams: k 1, 0 being the main diagonal, 1 the one above it. Refuses
// (shape-mismatch) anything but one input of rank 2 or more.

#include "layers/shared/band.h"

namespace attune::layers {
namespace {
Band::Limits limits(const LayerSpec& spec) { return {.highest = spec.params().signed_integer(1)}; }
}  // namespace

LayerType lower_triangular() { return band<limits>(LayerKind::lower_triangular); }
}  // namespace attune::layers
