// Loops over whole arrays, element by element.
#pragma once

#include <cstddef>

namespace attune::kernels {

/// y[i] = a
void fill(float a, float* y, std::size_t count);
/// y[i] += x[i]
void add(const float* x, float* y, std::size_t count);
/// y[i] += a x[i]
void add_scaled(float a, const float* x, float* y, std::size_t count);
/// y[i] += a[i] b[i]
void add_product(const float* a, const float* b, float* y, std::size_t count);
/// y[i] = a[i] b[i]
void multiply(const float* a, const float* b, float* y, std::size_t count);
/// y[i] = a x[i]
void scale(const float* x, float a, float* y, std::size_t count);
/// y[i] += a
void add_constant(float a, float* y, std::size_t count);
/// y[i] = x[i] / a
void divide(const float* x, float a, float* y, std::size_t count);
/// The sum of a[i] b[i], one after the other.
float dot(const float* a, const float* b, std::size_t count);

}  // namespace attune::kernels
