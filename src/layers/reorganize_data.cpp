// ReorganizeData: moves blocks of b x b pixels into channels, or back.
//   space to depth  y[(i b + j) C + c, h, w]   = x[c, h b + i, w b + j]
//   depth to space  y[c, h b + i, w b + j]     = x[(i b + j) C' + c, h, w]
//   pixel shuffle   y[c, h b + i, w b + j]     = x[c b b + i b + j, h, w]
//
//   x  (..., C, H, W)
//   y  (..., C b b, H / b, W / b), or (..., C', H b, W b) with C' = C / (b b)
//
// Reads ReorganizeDataLayerParams: mode 1, blockSize 2 (b). Refuses (model-invalid) an unknown mode
// and a block below 2, (shape-mismatch) an input that cannot be divided so, anything but one input
// of rank 3 or more.

#include "layers/shared/rearrange.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
enum Mode : std::uint8_t { kSpaceToDepth = 0, kDepthToSpace = 1, kPixelShuffle = 2 };

Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
  expect_inputs(spec, x, 1, 3);
  const std::uint64_t mode = spec.params().integer(1), block = spec.params().integer(2);
  if (mode > kPixelShuffle || block < 2) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reorganizeData in mode ", mode,
         " with blocks of ", block);
  }
  const std::int64_t channels = x[0][-3], height = x[0][-2], width = x[0][-1];
  // A block larger than any extent divides none: its square need not fit.
  const std::int64_t b = block > 1U << 15 ? 1 << 15 : static_cast<std::int64_t>(block);
  const bool fits =
      mode == kSpaceToDepth ? height % b == 0 && width % b == 0 : channels % (b * b) == 0;
  if (!fits || static_cast<std::uint64_t>(b) != block) {
    fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": reorganizeData cannot divide ", x[0],
         mode == kSpaceToDepth ? " into blocks of " : " into channels for blocks of ", block);
  }
  const std::int64_t plane = height * width, images = x[0].size_of(0, x[0].rank() - 3);
  using Axis = kernels::View::Axis;
  const Axis image{images, channels * plane};
  if (mode == kSpaceToDepth) {
    const Axis axes[] = {
        image, {b, width}, {b, 1}, {channels, plane}, {height / b, b * width}, {width / b, b}};
    return {with_image(x[0], channels * b * b, height / b, width / b),
            kernels::View::strided(axes)};
  }
  const std::int64_t left = channels / (b * b);
  // From one channel of y, and from one place in a block to the next: channels of x.
  const std::int64_t channel = mode == kPixelShuffle ? b * b : 1;
  const std::int64_t place = mode == kPixelShuffle ? 1 : left;
  const Axis axes[] = {image,      {left, channel * plane}, {height, width}, {b, b * place * plane},
                       {width, 1}, {b, place * plane}};
  return {with_image(x[0], left, height * b, width * b), kernels::View::strided(axes)};
}
}  // namespace

LayerType reorganize_data() { return rearranged<arrange>(LayerKind::reorganize_data); }
}  // namespace attune::layers
