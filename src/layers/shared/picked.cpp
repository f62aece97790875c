#include "layers/shared/picked.h"

#include <algorithm>

#include "kernels/elementwise.h"

namespace attune::layers {

Status Picked::forward(const Pass& pass) noexcept {
  for (int e = 0; e < pass.examples; ++e) {
    const float* const x = pass.x[0].example(e);
    float* y = pass.y[0].example(e);
    for (std::int64_t k = 0; k < from_.count(); ++k) {
      const std::int64_t at = from_.at(pass.x[1].example(e), k);
      if (at < 0) return Status::failed;
      y = std::copy_n(x + at, from_.block(), y);
    }
  }
  return Status::ok;
}

// dx0[where it was taken from] += dy
void Picked::backward(const Pass& pass) noexcept {
  if (!pass.dx[0]) return;
  for (int e = 0; e < pass.examples; ++e) {
    const float* dy = pass.dy[0].example(e);
    for (std::int64_t k = 0; k < from_.count(); ++k, dy += from_.block()) {
      kernels::add(dy, pass.dx[0].example(e) + from_.at(pass.x[1].example(e), k),
                   static_cast<std::size_t>(from_.block()));
    }
  }
}

}  // namespace attune::layers
