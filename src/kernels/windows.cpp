#include "kernels/windows.h"

#include <algorithm>
#include <cstddef>

namespace attune::kernels {
namespace {
// The windows [first, last) whose tap t lies inside the image.
struct Range {
  int first, last;
};

Range inside(const Steps& steps, int tap) {
  const int offset = tap * steps.dilation - steps.before;  // of window 0
  const int first = offset >= 0 ? 0 : (-offset + steps.stride - 1) / steps.stride;
  const int last = offset >= steps.size ? 0 : (steps.size - 1 - offset) / steps.stride + 1;
  return {std::min(first, steps.count),
          std::clamp(last, std::min(first, steps.count), steps.count)};
}

// Visits the patch matrix piece by piece, a piece for each tap and row of windows:
// visit(image, patches, range), where `patches` is the piece's place in the matrix and `image` the
// element that stands at range.first, the others following at x's stride; null when there is none.
template <typename Image, typename Patches, typename Visit>
void each_piece(const Windows& windows, int channels, Image* image, WindowRows rows,
                Patches* patches, Visit visit) {
  const std::ptrdiff_t image_size = static_cast<std::ptrdiff_t>(windows.y.size) * windows.x.size;
  for (int c = 0; c < channels; ++c, image += image_size) {
    for (int i = 0; i < windows.y.kernel; ++i) {
      const Range inside_y = inside(windows.y, i);
      for (int j = 0; j < windows.x.kernel; ++j) {
        const Range inside_x = inside(windows.x, j);
        for (int row = rows.first; row < rows.first + rows.count;
             ++row, patches += windows.x.count) {
          if (row < inside_y.first || row >= inside_y.last) {
            visit(static_cast<Image*>(nullptr), patches, Range{0, 0});
            continue;
          }
          const std::ptrdiff_t y = static_cast<std::ptrdiff_t>(row) * windows.y.stride +
                                   i * windows.y.dilation - windows.y.before;
          const std::ptrdiff_t x = static_cast<std::ptrdiff_t>(inside_x.first) * windows.x.stride +
                                   j * windows.x.dilation - windows.x.before;
          visit(inside_x.first == inside_x.last ? nullptr : image + y * windows.x.size + x, patches,
                inside_x);
        }
      }
    }
  }
}
}  // namespace

void gather_patches(const Windows& windows, int channels, const float* image, WindowRows rows,
                    float* patches) noexcept {
  const int stride = windows.x.stride, count = windows.x.count;
  each_piece(windows, channels, image, rows, patches,
             [&](const float* from, float* to, Range range) {
               std::fill(to, to + range.first, 0.0F);
               if (from == nullptr) {
                 range.last = range.first;
               } else if (stride == 1) {
                 std::copy(from, from + (range.last - range.first), to + range.first);
               } else {
                 for (int i = range.first; i < range.last; ++i, from += stride) to[i] = *from;
               }
               std::fill(to + range.last, to + count, 0.0F);
             });
}

void scatter_patches(const Windows& windows, int channels, const float* patches, WindowRows rows,
                     float* image) noexcept {
  const int stride = windows.x.stride;
  each_piece(windows, channels, image, rows, patches,
             [&](float* to, const float* from, Range range) {
               if (to == nullptr) return;
               if (stride == 1) {
                 for (int i = range.first; i < range.last; ++i) to[i - range.first] += from[i];
               } else {
                 for (int i = range.first; i < range.last; ++i, to += stride) *to += from[i];
               }
             });
}

}  // namespace attune::kernels
