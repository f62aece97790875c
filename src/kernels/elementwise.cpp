#include "kernels/elementwise.h"

namespace attune::kernels {

void fill(float a, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] = a;
}

void add(const float* x, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] += x[i];
}

void add_scaled(float a, const float* x, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] += a * x[i];
}

void add_product(const float* a, const float* b, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] += a[i] * b[i];
}

void multiply(const float* a, const float* b, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] = a[i] * b[i];
}

void scale(const float* x, float a, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] = x[i] * a;
}

void add_constant(float a, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] += a;
}

void divide(const float* x, float a, float* y, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) y[i] = x[i] / a;
}

float dot(const float* a, const float* b, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace attune::kernels
