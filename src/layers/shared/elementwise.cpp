#include "layers/shared/elementwise.h"

namespace attune::layers {

Elementwise::Elementwise(const LayerSpec& spec, std::span<const Shape> x, const Function& function)
    : function_(function) {
  expect_inputs(spec, x, 1);
  shape_ = x[0];
}

Status Elementwise::forward(const Pass& pass) noexcept {
  const std::span<const float> x = pass.x[0].span();
  const std::span<float> y = pass.y[0].span();
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = function_.value(x[i]);
  return Status::ok;
}

void Elementwise::backward(const Pass& pass) noexcept {
  if (!pass.dx[0] || function_.slope == nullptr) return;
  const std::span<const float> x = pass.x[0].span(), y = pass.y[0].span(), dy = pass.dy[0].span();
  const std::span<float> dx = pass.dx[0].span();
  for (std::size_t i = 0; i < x.size(); ++i) dx[i] += dy[i] * function_.slope(x[i], y[i]);
}

}  // namespace attune::layers
