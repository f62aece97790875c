// Correlation: the linear map behind convolutions. It ties an image to a map of its windows:
//   map[m, w] = sum of weights[m, c, t] * image[c, tap t of window w]
//               over the channels c of m's group and the taps t
// A convolution computes the map from the image. A deconvolution computes the image from the map,
// which is also how a convolution's gradient flows back; the gradient of the weights is the same
// for both. So there are three products.
//
//   image    [image_channels, y.size, x.size]
//   map      [map_channels, y.count, x.count]
//   weights  [map_channels, image_channels / groups, y.kernel, x.kernel]
//
// The first and the third never lay out patches: their register tiles read the image itself, at
// offsets that are reckoned for 256 taps and 256 windows at a time (an image whose windows reach
// over its border is copied once, zeros around it). The second makes patches of the gradient and
// adds them to the image, in strips of rows, so that scratch stays small however large the image
// is. The strips depend on nothing but the sizes, and so do the bits; sums are ordered as gemm.h
// says, for each image apart.
#pragma once

#include <cstdint>
#include <span>

#include "base/share.h"
#include "kernels/gemm.h"
#include "kernels/windows.h"

namespace attune::kernels {

class Correlation {
 public:
  /// Needs: `groups` divides both numbers of channels.
  Correlation(const Windows& windows, int image_channels, int map_channels, int groups);

  /// For each of the three products.
  std::uint64_t scratch_floats() const { return scratch_floats_; }

  /// maps += weights * patches of the images, which lie one after the other
  void add_to_map(const float* images, const float* weights, float* maps, std::span<float> scratch,
                  int count = 1) const noexcept;
  /// image += weights' transpose * map, each patch added where it belongs
  void add_to_image(const float* map, const float* weights, float* image,
                    std::span<float> scratch) const noexcept;
  /// gradient += map * transpose of the image's patches, image after image
  /// @param share  of the gradient: only that much of it is touched
  void add_to_weights(const float* maps, const float* images, float* gradient,
                      std::span<float> scratch, int count = 1, Share share = {}) const noexcept;

 private:
  // An image, zeros around it where windows reach over its border.
  struct Frame {
    const float* data;
    std::ptrdiff_t row, channel;  // floats from one to the next
  };
  using Offsets = std::int32_t[internal::kDepth];  // in bytes

  Frame frame(const float* image, std::span<float> scratch) const;
  void find_windows(const Frame& frame, int first, int count, Offsets& at) const;
  void find_taps(const Frame& frame, int first, int count, Offsets& at) const;
  // Calls visit(a group's offset in an image, in a map, in the weights).
  template <typename Visit>
  void each_group(Visit visit, Share share = {}) const;
  void add_planes(const float* images, const float* weights, float* maps, std::span<float> scratch,
                  int count) const;

  bool is_depthwise() const { return group_image_channels_ == 1 && group_map_channels_ == 1; }
  std::ptrdiff_t plane() const {
    return static_cast<std::ptrdiff_t>(windows_.y.size) * windows_.x.size;
  }
  std::ptrdiff_t image_floats() const { return groups_ * group_image_channels_ * plane(); }
  std::ptrdiff_t map_floats() const {
    return static_cast<std::ptrdiff_t>(groups_) * group_map_channels_ * windows_.count();
  }

  Windows windows_;
  int groups_, group_image_channels_, group_map_channels_;
  int depth_;                               // image channels of a group times taps
  int frame_rows_ = 0, frame_columns_ = 0;  // with the zeros; 0 where no window needs any
  int strip_rows_;
  std::uint64_t frame_floats_ = 0, patches_floats_ = 0, scratch_floats_ = 0;
};

}  // namespace attune::kernels
