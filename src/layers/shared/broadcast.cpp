#include "layers/shared/broadcast.h"

#include <algorithm>
#include <array>

#include "kernels/elementwise.h"

namespace attune::layers {
namespace {
// The smallest shape to which all can be repeated.
Shape common_shape(const LayerSpec& spec, std::span<const Shape> x) {
  if (x.empty())
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " has no input");
  const int rank = std::ranges::max(x, {}, &Shape::rank).rank();
  std::array<std::int64_t, Shape::kMaxRank> extents{};
  std::ranges::fill(extents, 1);
  for (const Shape& shape : x) {
    for (int axis = 0; axis < shape.rank(); ++axis) {
      std::int64_t& extent = extents[static_cast<std::size_t>(axis + rank - shape.rank())];
      if (extent == 1) extent = shape[axis];
      if (shape[axis] == 1 || shape[axis] == extent) continue;
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
           " cannot combine ", x);
    }
  }
  return Shape(std::span<const std::int64_t>(extents).first(static_cast<std::size_t>(rank)));
}
}  // namespace

Broadcast::Broadcast(const LayerSpec& spec, std::span<const Shape> x)
    : shape_(common_shape(spec, x)) {
  for (const Shape& shape : x) views_.emplace_back(shape, shape_);
}

std::uint64_t Sum::scratch_floats([[maybe_unused]] int examples) const {
  return options_.divisor == 1 ? 0 : size();
}

Status Sum::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    float* const y = pass.y[0].example(e);
    kernels::gather(views()[0], pass.x[0].example(e), y);
    for (std::size_t i = 1; i < pass.x.size(); ++i) {
      (options_.subtract ? kernels::gather_subtract : kernels::gather_add)(views()[i],
                                                                           pass.x[i].example(e), y);
    }
    if (options_.divisor != 1) kernels::divide(y, options_.divisor, y, size());
    if (options_.constant != 0) kernels::add_constant(options_.constant, y, size());
  }
  return Status::ok;
}

// dx += dy / divisor, summed over what was repeated; with the sign of the input
void Sum::backward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    const float* dy = pass.dy[0].example(e);
    if (options_.divisor != 1) {
      kernels::divide(dy, options_.divisor, pass.scratch.data(), size());
      dy = pass.scratch.data();
    }
    for (std::size_t i = 0; i < pass.dx.size(); ++i) {
      if (!pass.dx[i]) continue;
      (options_.subtract && i > 0 ? kernels::scatter_subtract : kernels::scatter_add)(
          views()[i], dy, pass.dx[i].example(e));
    }
  }
}

std::uint64_t Product::scratch_floats([[maybe_unused]] int examples) const { return size(); }

Status Product::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    float* const y = pass.y[0].example(e);
    kernels::gather(views()[0], pass.x[0].example(e), y);
    for (std::size_t i = 1; i < pass.x.size(); ++i)
      kernels::gather_multiply(views()[i], pass.x[i].example(e), y);
    if (factor_ != 1) kernels::scale(y, factor_, y, size());
  }
  return Status::ok;
}

// dx_i += dy times all other inputs, summed over what was repeated
void Product::backward(const Pass& pass) noexcept {
  float* const product = pass.scratch.data();
  for (int e = 0; e < pass.examples; ++e) {
    for (std::size_t i = 0; i < pass.dx.size(); ++i) {
      if (!pass.dx[i]) continue;
      kernels::scale(pass.dy[0].example(e), factor_, product, size());
      for (std::size_t other = 0; other < pass.x.size(); ++other) {
        if (other != i) kernels::gather_multiply(views()[other], pass.x[other].example(e), product);
      }
      kernels::scatter_add(views()[i], product, pass.dx[i].example(e));
    }
  }
}

std::uint64_t Extreme::scratch_floats([[maybe_unused]] int examples) const { return size(); }

Status Extreme::forward(const Pass& pass) noexcept {
  const auto take = which_ == Which::largest ? kernels::gather_max : kernels::gather_min;
  for (int e = 0; e < pass.examples; ++e) {
    float* const y = pass.y[0].example(e);
    kernels::gather(views()[0], pass.x[0].example(e), y);
    for (std::size_t i = 1; i < pass.x.size(); ++i) take(views()[i], pass.x[i].example(e), y);
  }
  return Status::ok;
}

// Each dy goes to the first input that holds y.
void Extreme::backward(const Pass& pass) noexcept {
  float* const rest = pass.scratch.data();
  for (int e = 0; e < pass.examples; ++e) {
    std::copy_n(pass.dy[0].example(e), size(), rest);
    for (std::size_t i = 0; i < pass.x.size(); ++i) {
      float* const dx = pass.dx[i] ? pass.dx[i].example(e) : nullptr;
      kernels::claim(views()[i], pass.x[i].example(e), pass.y[0].example(e), rest, dx);
    }
  }
}

}  // namespace attune::layers
