// How kernels and paddings are spelled in layer parameters: pairs in the order [height, width],
// amounts at the borders, and the two paddings that convolution and pooling share.
#pragma once

#include <cstdint>
#include <string_view>

#include "kernels/windows.h"
#include "layers/layer.h"

namespace attune::layers {

/// A number for the height and one for the width.
struct Pair {
  std::int64_t y = 0, x = 0;
};

/// A list of up to two numbers; what it lacks is `otherwise`.
/// @param what  for messages: "kernel size", "stride" …
/// @throws Error model_invalid for more than two, or one below `least` or above 2^24
Pair read_pair(const LayerSpec& spec, const format::Message& message, std::uint32_t field,
               std::int64_t otherwise, std::string_view what, std::int64_t least = 1);

/// Elements added or cut off at both ends of the two axes.
struct Borders {
  Pair before, after;
};
/// A BorderAmounts message: two EdgeSizes, or none for zeros. @throws Error model_invalid
Borders read_borders(const LayerSpec& spec, const format::Message& border_amounts);

/// Where windows stand in front of and behind an image.
struct Padding {
  bool same = false;            ///< as many windows as elements divided by the stride, rounded up
  bool top_left_heavy = false;  ///< same: an odd amount has its larger half in front
  Borders borders;              ///< valid: zeros added before windows are counted

  /// How much of an amount that "same" spreads comes in front.
  std::int64_t before(std::int64_t total) const {
    return top_left_heavy ? total - total / 2 : total / 2;
  }
};
/// A oneof of ValidPadding and SamePadding. @throws Error model_invalid when neither is set
Padding read_padding(const LayerSpec& spec, std::uint32_t valid_field, std::uint32_t same_field);

struct Kernel {
  Pair size, stride, dilation{1, 1};
};

/// The windows over the last two axes of an input.
/// @throws Error shape_mismatch when the padded input is smaller than the kernel
kernels::Windows windows_over(const LayerSpec& spec, const Shape& x, const Kernel& kernel,
                              const Padding& padding);

/// A size as the kernels take it. @throws Error model_too_large beyond 2^30
int to_int(const LayerSpec& spec, std::int64_t size);

/// x with other extents of height and width, and of channels unless that is negative.
Shape with_image(const Shape& x, std::int64_t channels, std::int64_t height, std::int64_t width);

}  // namespace attune::layers
