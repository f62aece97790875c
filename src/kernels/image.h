// Images: RGBA bytes of any size become the planes of floats that a model wants.
//
// In this order (product: images):
//   1. alpha over `background`     c = (pixel·a + background·(255 - a)) / 255; a = 255 keeps the
//   pixel exactly
//   2. fit, in whole pixels        fill     the whole image onto the whole target
//                                  contain  the whole image onto the largest centred rectangle of
//                                  its proportions, bars
//                                           of the background beside it
//                                  cover    the largest centred rectangle of the target's
//                                  proportions onto the target
//   3. resample, each axis alone   enlarging or equal: bilinear between pixel centres, edges
//   repeated;
//                                  shrinking: the mean of the covered pixels, each weighted by the
//                                  part covered
//   4. colour                      gray = 0.299·R + 0.587·G + 0.114·B
// In float32 and in a fixed order; nothing is rounded to bytes. An equal size is an exact copy of
// step 1, an even surface stays exactly even, and gray of equal channels is that channel (its three
// products are summed in double). In step 2 a fraction rounds to the nearest pixel, at least 1; an
// odd rest of a margin goes to the right and below.
#pragma once

#include <cstdint>

namespace attune::kernels {

enum class ImageFit : std::uint8_t { fill, contain, cover };
enum class ImageColor : std::uint8_t { grayscale, rgb, bgr };

/// RGBA, row by row, 8 bits a channel, alpha not multiplied in.
struct RgbaImage {
  const std::uint8_t* pixels = nullptr;
  std::int64_t width = 0;
  std::int64_t height = 0;
  ImageFit fit = ImageFit::fill;
  std::uint32_t background = 0xFFFFFFFF;  ///< r | g << 8 | b << 16; its own alpha is not looked at
};

/// How many planes a colour space has.
constexpr std::int64_t image_channels(ImageColor color) {
  return color == ImageColor::grayscale ? 1 : 3;
}

/// Writes image_channels(color) × height × width floats, each in 0…255.
/// Needs: all four extents are in 1…2^30, and `pixels` holds 4 · image.width · image.height bytes.
void image_to_planes(const RgbaImage& image, ImageColor color, std::int64_t width,
                     std::int64_t height, float* out);

}  // namespace attune::kernels
