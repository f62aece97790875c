#include "kernels/pooling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace attune::kernels {
namespace {
// What one window sees along one axis.
struct Seen {
  int first, last;  // elements of the image
  int extent;       // with padding
};

Seen seen(const PoolSteps& steps, int window) {
  const int start = window * steps.stride;  // with padding
  const int end = std::min(start + steps.kernel, steps.reach);
  const int first = std::clamp(start - steps.before, 0, steps.size);
  return {first, std::clamp(start + steps.kernel - steps.before, first, steps.size), std::max(end - start, 0)};
}

struct Window {
  Seen y, x;

  bool is_empty() const { return y.first == y.last || x.first == x.last; }
  float count(bool counts_padding) const {
    return counts_padding ? static_cast<float>(y.extent) * static_cast<float>(x.extent)
                          : static_cast<float>(y.last - y.first) * static_cast<float>(x.last - x.first);
  }
};

// Calls visit(window, offset of its plane in x, place in y), in y's order.
template <typename Visit>
void each_window(const Pool& pool, std::int64_t planes, Visit visit) {
  const std::ptrdiff_t plane_size = static_cast<std::ptrdiff_t>(pool.y.size) * pool.x.size;
  std::ptrdiff_t place = 0;
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (int row = 0; row < pool.y.count; ++row) {
      const Seen y = seen(pool.y, row);
      for (int column = 0; column < pool.x.count; ++column, ++place) {
        visit(Window{y, seen(pool.x, column)}, static_cast<std::ptrdiff_t>(plane) * plane_size, place);
      }
    }
  }
}

// Calls visit(offset in the plane) for each element that a window sees, in row-major order.
template <typename Visit>
void each_element(const Window& window, int width, Visit visit) {
  for (int i = window.y.first; i < window.y.last; ++i) {
    const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(i) * width;
    for (int j = window.x.first; j < window.x.last; ++j) visit(row + j);
  }
}

std::ptrdiff_t place_of_largest(const Window& window, int width, const float* x) {
  std::ptrdiff_t best = static_cast<std::ptrdiff_t>(window.y.first) * width + window.x.first;
  each_element(window, width, [&](std::ptrdiff_t at) { best = x[at] > x[best] ? at : best; });
  return best;
}
}  // namespace

void pool(const Pool& pool, std::int64_t planes, const float* x, float* y) noexcept {
  const int width = pool.x.size;
  each_window(pool, planes, [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    const float* const values = x + plane;
    if (window.is_empty()) {
      y[place] = 0;
      return;
    }
    float result = 0;
    switch (pool.kind) {
      case Pool::Kind::max:
        result = values[static_cast<std::ptrdiff_t>(window.y.first) * width + window.x.first];
        each_element(window, width, [&](std::ptrdiff_t at) { result = values[at] > result ? values[at] : result; });
        break;
      case Pool::Kind::average:
        each_element(window, width, [&](std::ptrdiff_t at) { result += values[at]; });
        result /= window.count(pool.counts_padding);
        break;
      case Pool::Kind::l2:
        each_element(window, width, [&](std::ptrdiff_t at) { result += values[at] * values[at]; });
        result = std::sqrt(result);
        break;
    }
    y[place] = result;
  });
}

void pool_backward(const Pool& pool, std::int64_t planes, const float* x, const float* y, const float* dy, float* dx) noexcept {
  const int width = pool.x.size;
  each_window(pool, planes, [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    if (window.is_empty()) return;
    const float* const values = x + plane;
    float* const gradient = dx + plane;
    switch (pool.kind) {
      case Pool::Kind::max: gradient[place_of_largest(window, width, values)] += dy[place]; break;
      case Pool::Kind::average: {
        const float share = dy[place] / window.count(pool.counts_padding);
        each_element(window, width, [&](std::ptrdiff_t at) { gradient[at] += share; });
        break;
      }
      case Pool::Kind::l2:
        if (y[place] == 0) break;
        const float share = dy[place] / y[place];
        each_element(window, width, [&](std::ptrdiff_t at) { gradient[at] += share * values[at]; });
        break;
    }
  });
}

}  // namespace attune::kernels
