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
// Windows are handled in strips of rows, so that scratch stays small however large the image is.
// The strips depend on nothing but the sizes, and so do the bits.
#pragma once

#include <cstdint>
#include <span>

#include "kernels/gemm.h"
#include "kernels/windows.h"

namespace attune::kernels {

class Correlation {
 public:
  /// Needs: `groups` divides both numbers of channels.
  Correlation(const Windows& windows, int image_channels, int map_channels, int groups);

  /// For each of the three products.
  std::uint64_t scratch_floats() const { return patches_floats_ + product_floats_; }

  /// map += weights * patches of the image
  void add_to_map(const float* image, const float* weights, float* map,
                  std::span<float> scratch) const noexcept;
  /// image += weights' transpose * map, each patch added where it belongs
  void add_to_image(const float* map, const float* weights, float* image,
                    std::span<float> scratch) const noexcept;
  /// gradient += map * transpose of the image's patches
  void add_to_weights(const float* map, const float* image, float* gradient,
                      std::span<float> scratch) const noexcept;

 private:
  // Calls visit(group, rows) for each strip of each group.
  template <typename Visit>
  void each_strip(Visit visit) const;
  // The patches that a group's windows in `rows` see, gathered into scratch unless they are the
  // image itself.
  Matrix patches(const float* image, int group, WindowRows rows, std::span<float> scratch) const;
  // A strip of a group's rows of the map.
  Matrix strip(const float* map, int group, WindowRows rows) const;
  Matrix weights_of(const float* weights, int group) const;
  std::ptrdiff_t map_offset(int group, WindowRows rows) const;
  std::span<float> product_scratch(std::span<float> scratch) const;

  Windows windows_;
  int groups_, group_image_channels_, group_map_channels_;
  int depth_;  // image channels of a group times taps: the columns of its weights
  int strip_rows_;
  std::uint64_t patches_floats_ = 0, product_floats_ = 0;
};

}  // namespace attune::kernels
