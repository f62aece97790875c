#include "layers/shared/tiled.h"

#include <vector>

namespace attune::layers {

Arrangement tiled(const LayerSpec& spec, const Shape& x,
                  std::span<const std::uint64_t> repetitions) {
  std::vector<std::int64_t> extents;
  std::vector<kernels::View::Axis> axes;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const std::uint64_t times = repetitions[static_cast<std::size_t>(axis)];
    if (times < 1 || times > static_cast<std::uint64_t>(Shape::kMaxSize)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " cannot repeat an axis ", times, " times");
    }
    axes.push_back({static_cast<std::int64_t>(times), 0});
    axes.push_back({x[axis], x.size_of(axis + 1, x.rank())});
    extents.push_back(x[axis] * static_cast<std::int64_t>(times));
  }
  return {Shape(extents), kernels::View::strided(axes)};
}

}  // namespace attune::layers
