#include "kernels/updates.h"

#include <cmath>

namespace attune::kernels {

void momentum_step(float rate, float momentum, float* __restrict g, float* __restrict v,
                   float* __restrict w, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    v[i] = momentum * v[i] + g[i];
    w[i] -= rate * v[i];
    g[i] = 0;
  }
}

void adam_step(const AdamFactors& factors, float* __restrict g, float* __restrict m,
               float* __restrict v, float* __restrict w, std::size_t count) {
  const AdamFactors f = factors;
  for (std::size_t i = 0; i < count; ++i) {
    m[i] = f.beta1 * m[i] + f.one_minus_beta1 * g[i];
    v[i] = f.beta2 * v[i] + f.one_minus_beta2 * (g[i] * g[i]);
    w[i] -= f.rate * m[i] / (f.root * std::sqrt(v[i]) + f.eps);
    g[i] = 0;
  }
}

void anchor_gradient(float strength, const float* __restrict w, const float* __restrict start,
                     float* __restrict g, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) g[i] += strength * (w[i] - start[i]);
}

double sum_of_squares(const float* g, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = static_cast<double>(g[i]);
    sum += value * value;
  }
  return sum;
}

void scale(float factor, float* g, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) g[i] *= factor;
}

}  // namespace attune::kernels
