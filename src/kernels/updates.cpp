#include "kernels/updates.h"

#include <cmath>

namespace attune::kernels {

void momentum_step(float rate, float momentum, const float* __restrict g, float* __restrict v,
                   float* __restrict w, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] + g[i];
    w[i] -= rate * v[i];
  }
}

void adam_step(const AdamFactors& factors, const float* __restrict g, float* __restrict m,
               float* __restrict v, float* __restrict w, std::size_t count) {
  const AdamFactors f = factors;
  for (std::size_t i = 0; i < count; ++i) {
    m[i] = f.beta1 * m[i] + f.one_minus_beta1 * g[i];
    v[i] = f.beta2 * v[i] + f.one_minus_beta2 * (g[i] * g[i]);
    w[i] -= f.rate * m[i] / (f.root * std::sqrt(v[i]) + f.eps);
  }
}

}  // namespace attune::kernels
