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
  return {first, std::clamp(start + steps.kernel - steps.before, first, steps.size),
          std::max(end - start, 0)};
}

// The windows that see no padding: most of them, and quick to tell.
struct Inner {
  int first, last;

  explicit Inner(const PoolSteps& steps)
      : first(std::min(steps.count, (steps.before + steps.stride - 1) / steps.stride)),
        last(first) {
    const int room = steps.size - steps.kernel + steps.before;
    if (room >= 0) last = std::clamp(room / steps.stride + 1, first, steps.count);
  }
};

struct Window {
  Seen y, x;

  bool is_empty() const { return y.first == y.last || x.first == x.last; }
  float count(bool counts_padding) const {
    return counts_padding
               ? static_cast<float>(y.extent) * static_cast<float>(x.extent)
               : static_cast<float>(y.last - y.first) * static_cast<float>(x.last - x.first);
  }
};

// Calls visit(window, offset of its plane in x, place in y), in y's order.
template <typename Visit>
void each_window(const Pool& pool, std::int64_t planes, Visit visit) {
  const std::ptrdiff_t plane_size = static_cast<std::ptrdiff_t>(pool.y.size) * pool.x.size;
  const Inner inner(pool.x);
  std::ptrdiff_t place = 0, offset = 0;
  for (std::int64_t plane = 0; plane < planes; ++plane, offset += plane_size) {
    for (int row = 0; row < pool.y.count; ++row) {
      const Seen y = seen(pool.y, row);
      for (int column = 0; column < pool.x.count; ++column) {
        // One call in one place: the compiler writes a copy of `visit` for each.
        const int start = column * pool.x.stride - pool.x.before;
        const bool whole = inner.first <= column && column < inner.last;
        const Seen x =
            whole ? Seen{start, start + pool.x.kernel, pool.x.kernel} : seen(pool.x, column);
        visit(Window{y, x}, offset, place++);
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

template <Pool::Kind kind>
float value_of(const Window& window, const Pool& pool, const float* x) {
  if (window.is_empty()) return 0;
  const int width = pool.x.size;
  float result = 0;
  if constexpr (kind == Pool::Kind::max) {
    result = x[static_cast<std::ptrdiff_t>(window.y.first) * width + window.x.first];
    each_element(window, width,
                 [&](std::ptrdiff_t at) { result = x[at] > result ? x[at] : result; });
    return result;
  } else if constexpr (kind == Pool::Kind::average) {
    each_element(window, width, [&](std::ptrdiff_t at) { result += x[at]; });
    return result / window.count(pool.counts_padding);
  } else {
    each_element(window, width, [&](std::ptrdiff_t at) { result += x[at] * x[at]; });
    return std::sqrt(result);
  }
}

template <Pool::Kind kind>
void add_gradient(const Window& window, const Pool& pool, const float* x, float y, float dy,
                  float* dx) {
  if (window.is_empty()) return;
  const int width = pool.x.size;
  if constexpr (kind == Pool::Kind::max) {
    std::ptrdiff_t best = static_cast<std::ptrdiff_t>(window.y.first) * width + window.x.first;
    float largest = x[best];
    each_element(window, width, [&](std::ptrdiff_t at) {
      if (x[at] > largest) largest = x[at], best = at;
    });
    dx[best] += dy;
  } else if constexpr (kind == Pool::Kind::average) {
    const float share = dy / window.count(pool.counts_padding);
    each_element(window, width, [&](std::ptrdiff_t at) { dx[at] += share; });
  } else if (y != 0) {
    const float share = dy / y;
    each_element(window, width, [&](std::ptrdiff_t at) { dx[at] += share * x[at]; });
  }
}

template <Pool::Kind kind>
void forward(const Pool& pool, std::int64_t planes, const float* x, float* y) {
  each_window(pool, planes, [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    y[place] = value_of<kind>(window, pool, x + plane);
  });
}

template <Pool::Kind kind>
void backward(const Pool& pool, std::int64_t planes, const float* x, const float* y,
              const float* dy, float* dx) {
  each_window(pool, planes, [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    add_gradient<kind>(window, pool, x + plane, y[place], dy[place], dx + plane);
  });
}
}  // namespace

void pool(const Pool& pool, std::int64_t planes, const float* x, float* y) noexcept {
  switch (pool.kind) {
    case Pool::Kind::max:
      return forward<Pool::Kind::max>(pool, planes, x, y);
    case Pool::Kind::average:
      return forward<Pool::Kind::average>(pool, planes, x, y);
    case Pool::Kind::l2:
      return forward<Pool::Kind::l2>(pool, planes, x, y);
  }
}

void pool_backward(const Pool& pool, std::int64_t planes, const float* x, const float* y,
                   const float* dy, float* dx) noexcept {
  switch (pool.kind) {
    case Pool::Kind::max:
      return backward<Pool::Kind::max>(pool, planes, x, y, dy, dx);
    case Pool::Kind::average:
      return backward<Pool::Kind::average>(pool, planes, x, y, dy, dx);
    case Pool::Kind::l2:
      return backward<Pool::Kind::l2>(pool, planes, x, y, dy, dx);
  }
}

}  // namespace attune::kernels
