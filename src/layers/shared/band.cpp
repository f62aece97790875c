#include "layers/shared/band.h"

#include <algorithm>

#include "kernels/elementwise.h"

namespace attune::layers {

Band::Band(const LayerSpec& spec, std::span<const Shape> x, const Limits& limits) {
  expect_inputs(spec, x, 1, 2);
  shape_ = x[0];
  // No diagonal lies further out, and sums with a row's number stay small.
  const std::int64_t reach = shape_[-1] + shape_[-2];
  limits_ = {std::clamp(limits.lowest, -reach, reach), std::clamp(limits.highest, -reach, reach)};
}

template <typename Visit>
void Band::each_row(int examples, Visit visit) const {
  const std::int64_t rows = shape_[-2], columns = shape_[-1];
  const std::int64_t all = shape_.size() / std::max<std::int64_t>(columns, 1) * examples;
  for (std::int64_t row = 0; row < all; ++row) {
    const std::int64_t m = row % rows;
    const std::int64_t first = std::clamp<std::int64_t>(m + limits_.lowest, 0, columns);
    const std::int64_t last = std::clamp<std::int64_t>(m + limits_.highest + 1, first, columns);
    visit(row * columns + first, row * columns + last);
  }
}

Status Band::forward(const Pass& pass) noexcept {
  const float* const x = pass.x[0].data;
  float* const y = pass.y[0].data;
  std::ranges::fill(pass.y[0].span(), 0.0F);
  each_row(pass.examples, [&](std::int64_t first, std::int64_t last) {
    std::copy(x + first, x + last, y + first);
  });
  return Status::ok;
}

// dx += dy within the band
void Band::backward(const Pass& pass) noexcept {
  if (!pass.dx[0]) return;
  each_row(pass.examples, [&](std::int64_t first, std::int64_t last) {
    kernels::add(pass.dy[0].data + first, pass.dx[0].data + first,
                 static_cast<std::size_t>(last - first));
  });
}

}  // namespace attune::layers
