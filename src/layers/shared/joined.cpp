#include "layers/shared/joined.h"

#include <algorithm>

#include "kernels/elementwise.h"
#include "layers/shared/axes.h"

namespace attune::layers {

Joined::Joined(const LayerSpec& spec, std::span<const Shape> x, std::int64_t axis, How how) {
  if (x.size() < 2) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " reads 2 inputs or more, got ", x);
  }
  const bool stacked = how == How::stacked;
  const int along = resolve_axis(spec, axis, x[0].rank() + (stacked ? 1 : 0));
  std::int64_t extent = 0;
  for (const Shape& shape : x) {
    const bool equal = shape == x[0];
    const bool fits = equal || (how == How::whole && shape.rank() == x[0].rank() &&
                                shape.with(along, x[0][along]) == x[0]);
    if (!fits) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " cannot join ", x, " along axis ", along, how == How::by_turn ? " by turns" : "");
    }
    extent += stacked ? 1 : shape[along];
  }
  shape_ = stacked ? inserted(x[0], along, extent) : x[0].with(along, extent);
  const int block_axis = how == How::by_turn ? along + 1 : along;
  rounds_ = x[0].size_of(0, block_axis);
  for (const Shape& shape : x) blocks_.push_back(shape.size_of(block_axis, shape.rank()));
}

Status Joined::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    float* y = pass.y[0].example(e);
    for (std::int64_t round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < blocks_.size(); ++i) {
        y = std::copy_n(pass.x[i].example(e) + round * blocks_[i], blocks_[i], y);
      }
    }
  }
  return Status::ok;
}

void Joined::backward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    const float* dy = pass.dy[0].example(e);
    for (std::int64_t round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < blocks_.size(); ++i) {
        const auto block = static_cast<std::size_t>(blocks_[i]);
        if (pass.dx[i]) kernels::add(dy, pass.dx[i].example(e) + round * blocks_[i], block);
        dy += block;
      }
    }
  }
}

}  // namespace attune::layers
