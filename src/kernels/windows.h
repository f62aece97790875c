// Windows that walk over an image: what convolutions read and what their gradients write back.
// (Pooling walks on its own.)
#pragma once

namespace attune::kernels {

/// The walk along one axis. Window w's tap t stands at w * stride + t * dilation - before;
/// outside [0, size) are zeros.
struct Steps {
  int size = 1;  ///< of the image
  int kernel = 1;
  int stride = 1;
  int dilation = 1;
  int before = 0;  ///< padding in front
  int count = 1;   ///< of windows
};

struct Windows {
  Steps y, x;

  int taps() const { return y.kernel * x.kernel; }
  int count() const { return y.count * x.count; }
  /// Whether every window is one element of the image, in order.
  bool is_identity() const {
    const auto plain = [](const Steps& s) {
      return s.kernel == 1 && s.stride == 1 && s.before == 0 && s.count == s.size;
    };
    return plain(y) && plain(x);
  }
};

/// Some rows of windows.
struct WindowRows {
  int first, count;
};

/// Lays out what the windows of `rows` see as a matrix [channels * taps, windows]: its row
/// (c * y.kernel + i) * x.kernel + j holds tap (i, j) of channel c for each window.
void gather_patches(const Windows& windows, int channels, const float* image, WindowRows rows,
                    float* patches) noexcept;

/// The opposite: adds each element of such a matrix to where it would have come from. What stands
/// outside is dropped.
void scatter_patches(const Windows& windows, int channels, const float* patches, WindowRows rows,
                     float* image) noexcept;

}  // namespace attune::kernels
