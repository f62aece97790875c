#include "layers/shared/pairwise.h"

#include <array>

namespace attune::layers {
namespace {
// Both operands' shapes; a number from the parameters has rank 0.
std::array<Shape, 2> operands(const LayerSpec& spec, std::span<const Shape> x,
                              const Pairwise::Function& function) {
  if (x.size() == 1 && function.alpha_field != 0) return {x[0], Shape{}};
  expect_inputs(spec, x, 2);
  return {x[0], x[1]};
}

// y[i] = value(y[i], x[at(i)])
void combine(const kernels::View& view, const float* x, float* y, float (*value)(float, float)) {
  const kernels::View::Axis row = view.row();
  view.each_row([&](std::int64_t in_y, std::int64_t in_x) {
    for (std::int64_t i = 0; i < row.count; ++i)
      y[in_y + i] = value(y[in_y + i], x[in_x + i * row.stride]);
  });
}
}  // namespace

Pairwise::Pairwise(const LayerSpec& spec, std::span<const Shape> x, const Function& function)
    : Broadcast(spec, operands(spec, x, function)), function_(function) {
  if (function.alpha_field != 0) alpha_ = spec.params().number(function.alpha_field);
}

// Both operands and a product, each as large as the output.
std::uint64_t Pairwise::scratch_floats([[maybe_unused]] int examples) const {
  return function_.slope_a == nullptr ? 0 : 3 * size();
}

const float* Pairwise::second(const Pass& pass, int example) const {
  return pass.x.size() == 1 ? &alpha_ : pass.x[1].example(example);
}

Status Pairwise::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    float* const y = pass.y[0].example(e);
    kernels::gather(views()[0], pass.x[0].example(e), y);
    combine(views()[1], second(pass, e), y, function_.value);
  }
  return Status::ok;
}

// dx_i += dy times the slope by x_i, summed over what was repeated
void Pairwise::backward(const Pass& pass) noexcept {
  if (function_.slope_a == nullptr) return;
  float* const a = pass.scratch.data();
  float *const b = a + size(), *const product = b + size();
  const std::array slopes = {function_.slope_a, function_.slope_b};
  for (int e = 0; e < pass.examples; ++e) {
    const float *y = pass.y[0].example(e), *dy = pass.dy[0].example(e);
    kernels::gather(views()[0], pass.x[0].example(e), a);
    kernels::gather(views()[1], second(pass, e), b);
    for (std::size_t i = 0; i < pass.dx.size(); ++i) {
      if (!pass.dx[i] || slopes[i] == nullptr) continue;
      for (std::size_t k = 0; k < size(); ++k) product[k] = dy[k] * slopes[i](a[k], b[k], y[k]);
      kernels::scatter_add(views()[i], product, pass.dx[i].example(e));
    }
  }
}

}  // namespace attune::layers
