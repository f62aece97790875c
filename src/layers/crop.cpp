// Crop: cuts rows and columns off each image.
//   one input   y = x[..., top : H - bottom, left : W - right], by cropAmounts
//   two inputs  y = x0[..., offset[0] : offset[0] + H', offset[1] : offset[1] + W'],
//               where H' and W' are those of x1, of which nothing else is read
//
//   x0, x1  (..., C, H, W), of equal rank
//   y       (..., C, H', W')
//
// No parameters that are learned. Reads CropLayerParams. Refuses a part that is empty or not inside
// the image (shape-mismatch), and amounts or an offset that are not for two axes (model-invalid).

#include <vector>

#include "layers/shared/rearrange.h"
#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kAmounts = 1, kOffset = 5;

class Crop final : public Rearrange {
 public:
  Crop(const LayerSpec& spec, std::span<const Shape> x) : Rearrange(arrange(spec, x)) {}

 private:
  static Arrangement arrange(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, x.size() == 2 ? 2 : 1, 3);
    Pair first, size;
    if (x.size() == 1) {
      const format::Message amounts = spec.params().message(kAmounts);
      if (amounts.messages(10).size() != 2) {
        fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": crop has amounts for ",
             amounts.messages(10).size(), " axes where height and width are meant");
      }
      const Borders borders = read_borders(spec, amounts);
      first = borders.before;
      size = {x[0][-2] - borders.before.y - borders.after.y,
              x[0][-1] - borders.before.x - borders.after.x};
    } else {
      if (spec.params().integers(kOffset).size() != 2) {
        fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": crop has an offset of ",
             spec.params().integers(kOffset).size(), " numbers where height and width are meant");
      }
      if (x[0].rank() != x[1].rank()) {
        fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
             ": crop reads 2 inputs of equal rank, got ", x);
      }
      first = read_pair(spec, spec.params(), kOffset, 0, "offset", 0);
      size = {x[1][-2], x[1][-1]};
    }
    if (size.y < 1 || size.x < 1 || first.y + size.y > x[0][-2] || first.x + size.x > x[0][-1]) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": crop of ", size.y, " rows and ",
           size.x, " columns from row ", first.y, " and column ", first.x,
           " is not inside its input of shape ", x[0]);
    }
    const Shape y = with_image(x[0], -1, size.y, size.x);
    const std::vector<std::int64_t> steps(static_cast<std::size_t>(y.rank()), 1);
    return {y, kernels::View::stepped(x[0], y, steps), first.y * x[0][-1] + first.x};
  }
};
}  // namespace

LayerType crop() { return layer_type<Crop>(LayerKind::crop); }
}  // namespace attune::layers
