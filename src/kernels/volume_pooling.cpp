#include "kernels/volume_pooling.h"

#include <algorithm>
#include <cstddef>

namespace attune::kernels {
namespace {
// What a window sees along an axis.
struct Seen {
  int first, last;  // elements of the volume
  int extent;       // with padding, up to the reach
};

Seen seen(const PoolSteps& steps, int window) {
  const int start = window * steps.stride;  // with padding
  const int first = std::clamp(start - steps.before, 0, steps.size);
  return {first, std::clamp(start + steps.kernel - steps.before, first, steps.size),
          std::max(std::min(start + steps.kernel, steps.reach) - start, 0)};
}

struct Window {
  Seen z, y, x;

  bool is_empty() const { return z.first == z.last || y.first == y.last || x.first == x.last; }
  float count(bool with_padding) const {
    const auto product = [](int a, int b, int c) {
      return static_cast<float>(a) * static_cast<float>(b) * static_cast<float>(c);
    };
    return with_padding ? product(z.extent, y.extent, x.extent)
                        : product(z.last - z.first, y.last - y.first, x.last - x.first);
  }
};

// Calls visit(window, offset of its volume in x, place in y), in y's order.
template <typename Visit>
void each_window(const VolumePool& pool, std::int64_t volumes, Visit visit) {
  const std::ptrdiff_t size =
      static_cast<std::ptrdiff_t>(pool.axes[0].size) * pool.axes[1].size * pool.axes[2].size;
  std::ptrdiff_t place = 0;
  for (std::ptrdiff_t volume = 0; volume < static_cast<std::ptrdiff_t>(volumes); ++volume) {
    for (int i = 0; i < pool.axes[0].count; ++i) {
      for (int j = 0; j < pool.axes[1].count; ++j) {
        for (int k = 0; k < pool.axes[2].count; ++k) {
          visit(Window{seen(pool.axes[0], i), seen(pool.axes[1], j), seen(pool.axes[2], k)},
                volume * size, place++);
        }
      }
    }
  }
}

// Calls visit(offset in the volume) for each element that a window sees, in row-major order.
template <typename Visit>
void each_element(const Window& window, const VolumePool& pool, Visit visit) {
  for (int i = window.z.first; i < window.z.last; ++i) {
    for (int j = window.y.first; j < window.y.last; ++j) {
      const std::ptrdiff_t row =
          (static_cast<std::ptrdiff_t>(i) * pool.axes[1].size + j) * pool.axes[2].size;
      for (int k = window.x.first; k < window.x.last; ++k) visit(row + k);
    }
  }
}

// The first largest element that a window sees.
std::ptrdiff_t largest(const Window& window, const VolumePool& pool, const float* x) {
  std::ptrdiff_t best = -1;
  each_element(window, pool, [&](std::ptrdiff_t at) {
    if (best < 0 || x[at] > x[best]) best = at;
  });
  return best;
}
}  // namespace

void pool_volumes(const VolumePool& pool, std::int64_t volumes, const float* x, float* y) noexcept {
  each_window(pool, volumes, [&](const Window& window, std::ptrdiff_t start, std::ptrdiff_t place) {
    float result = 0;
    if (window.is_empty()) {
    } else if (!pool.average) {
      result = x[start + largest(window, pool, x + start)];
    } else {
      each_element(window, pool, [&](std::ptrdiff_t at) { result += x[start + at]; });
      result /= window.count(pool.counts_padding);
    }
    y[place] = result;
  });
}

void pool_volumes_backward(const VolumePool& pool, std::int64_t volumes, const float* x,
                           const float* dy, float* dx) noexcept {
  each_window(pool, volumes, [&](const Window& window, std::ptrdiff_t start, std::ptrdiff_t place) {
    if (window.is_empty()) return;
    if (!pool.average) {
      dx[start + largest(window, pool, x + start)] += dy[place];
      return;
    }
    const float share = dy[place] / window.count(pool.counts_padding);
    each_element(window, pool, [&](std::ptrdiff_t at) { dx[start + at] += share; });
  });
}

}  // namespace attune::kernels
