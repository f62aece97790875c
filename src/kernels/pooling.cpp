#include "kernels/pooling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "kernels/lanes.h"

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

struct TakeNone {
  int operator()(const Seen&, int, std::ptrdiff_t, std::ptrdiff_t, int) const { return 0; }
};

// Calls visit(window, offset of its plane in x, place in y), in y's order. Of windows side by side
// that see no padding along x, at least four, it asks first how many of them run(rows, first
// element along x, offset, place, how many there are) takes.
template <typename Visit, typename Run = TakeNone>
void each_window(const Pool& pool, std::int64_t planes, Visit visit, Run run = {}) {
  const std::ptrdiff_t plane_size = static_cast<std::ptrdiff_t>(pool.y.size) * pool.x.size;
  const Inner inner(pool.x);
  std::ptrdiff_t place = 0, offset = 0;
  for (std::int64_t plane = 0; plane < planes; ++plane, offset += plane_size) {
    for (int row = 0; row < pool.y.count; ++row) {
      const Seen y = seen(pool.y, row);
      for (int column = 0; column < pool.x.count;) {
        const int start = column * pool.x.stride - pool.x.before;
        const bool whole = inner.first <= column && column < inner.last;
        if (whole && column + kLanes <= inner.last) {
          if (const int taken = run(y, start, offset, place, inner.last - column); taken > 0) {
            column += taken, place += taken;
            continue;
          }
        }
        // One call in one place: the compiler writes a copy of `visit` for each.
        const Seen x =
            whole ? Seen{start, start + pool.x.kernel, pool.x.kernel} : seen(pool.x, column);
        visit(Window{y, x}, offset, place++);
        ++column;
      }
    }
  }
}

// One element of each of four windows that begin `stride` apart.
template <int stride>
Lanes four_elements(const float* at, int any_stride) {
  if constexpr (stride == 1) {
    return load(at);
  } else if constexpr (stride == 2) {
    return __builtin_shufflevector(load(at), load(at + 3), 0, 2, 5, 7);
  } else {
    return Lanes{at[0], at[any_stride], at[2 * any_stride], at[3 * any_stride]};
  }
}

// Calls visit(element of each of four windows, its offset from the first one), in row-major order.
template <int stride, typename Visit>
void each_of_four(const Pool& pool, const Seen& rows, const float* corner, Visit visit) {
  std::int32_t row = 0;
  for (int i = rows.first; i < rows.last; ++i, row += pool.x.size) {
    for (int j = 0; j < pool.x.kernel; ++j)
      visit(four_elements<stride>(corner + row + j, pool.x.stride), row + j);
  }
}

// The largest of four windows, each the first of equals as one window alone has it.
template <int stride>
void max_of_four(const Pool& pool, const Seen& rows, const float* corner, float* y) {
  Lanes largest = four_elements<stride>(corner, pool.x.stride);
  each_of_four<stride>(pool, rows, corner,
                       [&](Lanes values, std::int32_t) { largest = max(values, largest); });
  store(y, largest);
}

// The same of all windows of a row that are 2 by 2 and side by side, as far as fours of them go.
int max_of_pairs(const float* upper, const float* lower, int windows, float* y) {
  int done = 0;
  for (; done + kLanes <= windows; done += kLanes, upper += 2 * kLanes, lower += 2 * kLanes) {
    const Lanes a = load(upper), b = load(upper + kLanes);
    const Lanes c = load(lower), d = load(lower + kLanes);
    Lanes largest =
        max(__builtin_shufflevector(a, b, 1, 3, 5, 7), __builtin_shufflevector(a, b, 0, 2, 4, 6));
    largest = max(__builtin_shufflevector(c, d, 0, 2, 4, 6), largest);
    store(y + done, max(__builtin_shufflevector(c, d, 1, 3, 5, 7), largest));
  }
  return done;
}

template <int stride>
void add_gradient_of_four(const Pool& pool, const Seen& rows, const float* corner, const float* dy,
                          float* dx) {
  Lanes largest = four_elements<stride>(corner, pool.x.stride);
  IntLanes best = {};
  each_of_four<stride>(pool, rows, corner, [&](Lanes values, std::int32_t at) {
    const IntLanes more = values > largest;
    largest = max(values, largest);
    best = (more & splat(at)) | (~more & best);
  });
  for (int lane = 0; lane < kLanes; ++lane) dx[lane * pool.x.stride + best[lane]] += dy[lane];
}

// Calls by_stride with 1, 2 or 0, which stands for any other.
template <typename ByStride>
void choose_stride(int stride, ByStride by_stride) {
  if (stride == 1) return by_stride(std::integral_constant<int, 1>());
  if (stride == 2) return by_stride(std::integral_constant<int, 2>());
  by_stride(std::integral_constant<int, 0>());
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
  const auto one = [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    y[place] = value_of<kind>(window, pool, x + plane);
  };
  if constexpr (kind == Pool::Kind::max) {
    choose_stride(pool.x.stride, [&](auto stride) {
      each_window(pool, planes, one,
                  [&](const Seen& rows, int column, std::ptrdiff_t plane, std::ptrdiff_t place,
                      int windows) {
                    if (rows.first == rows.last) return 0;
                    const float* const corner =
                        x + plane + std::ptrdiff_t{rows.first} * pool.x.size + column;
                    if (stride == 2 && pool.x.kernel == 2 && rows.last - rows.first == 2)
                      return max_of_pairs(corner, corner + pool.x.size, windows, y + place);
                    max_of_four<stride>(pool, rows, corner, y + place);
                    return kLanes;
                  });
    });
  } else {
    each_window(pool, planes, one);
  }
}

template <Pool::Kind kind>
void backward(const Pool& pool, std::int64_t planes, const float* x, const float* y,
              const float* dy, float* dx) {
  const auto one = [&](const Window& window, std::ptrdiff_t plane, std::ptrdiff_t place) {
    add_gradient<kind>(window, pool, x + plane, y[place], dy[place], dx + plane);
  };
  if constexpr (kind == Pool::Kind::max) {
    choose_stride(pool.x.stride, [&](auto stride) {
      each_window(
          pool, planes, one,
          [&](const Seen& rows, int column, std::ptrdiff_t plane, std::ptrdiff_t place, int) {
            if (rows.first == rows.last) return 0;
            const std::ptrdiff_t at = plane + std::ptrdiff_t{rows.first} * pool.x.size + column;
            add_gradient_of_four<stride>(pool, rows, x + at, dy + place, dx + at);
            return kLanes;
          });
    });
  } else {
    each_window(pool, planes, one);
  }
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
