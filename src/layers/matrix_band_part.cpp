// MatrixBandPart: sets everything outside a band of diagonals to 0.
//   y[..., m, n] = x[..., m, n] where m - n <= numLower and n - m <= numUpper, else 0;
//   a negative number is no limit
//
//   x  (..., M, N)
//   y  the same shape
//
// Reads MatrixBandPartLayerParams: numLower 1, numUpper 2. Refuses (shape-mismatch) anything but
// one input of rank 2 or more.

#include "layers/shared/band.h"

namespace attune::layers {
namespace {
Band::Limits limits(const LayerSpec& spec) {
  const std::int64_t lower = spec.params().signed_integer(1),
                     upper = spec.params().signed_integer(2);
  Band::Limits limits;
  if (lower >= 0) limits.lowest = -lower;
  if (upper >= 0) limits.highest = upper;
  return limits;
}
}  // namespace

LayerType matrix_band_part() { return band<limits>(LayerKind::matrix_band_part); }
}  // namespace attune::layers
