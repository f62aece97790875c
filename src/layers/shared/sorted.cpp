#include "layers/shared/sorted.h"

namespace attune::layers {

Sorted::Sorted(const LayerSpec& spec, std::span<const Shape> x, int axis, bool descending)
    : lanes_(x[0].size_of(0, axis) * x[0].size_of(axis + 1, x[0].rank())),
      length_(x[0][axis]),
      step_(x[0].size_of(axis + 1, x[0].rank())),
      descending_(descending) {
  if (length_ <= kernels::kMostPositions) return;
  fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
       " counts up to ", kernels::kMostPositions, " values along an axis, got ", x[0]);
}

}  // namespace attune::layers
