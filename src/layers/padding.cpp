// Padding: adds rows and columns around each image.
//   constant     of one value
//   reflection   mirrored at the outermost row or column, which is not repeated:  3 2 | 1 2 3 | 2 1
//   replication  repeating the outermost row or column:                           1 1 | 1 2 3 | 3 3
//
//   x  (..., H, W)
//   y  (..., top + H + bottom, left + W + right)
//
// No learned parameters. Reads PaddingLayerParams. Refuses an input of rank below 2, or one too
// small to be mirrored or repeated (shape-mismatch), and a missing padding type (model-invalid).

#include <algorithm>

#include "layers/shared/spatial.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kConstant = 1, kReflection = 2, kReplication = 3, kAmounts = 10;

class Padding2d final : public Layer {
 public:
  Padding2d(const LayerSpec& spec, std::span<const Shape> x) {
    expect_inputs(spec, x, 1, 2);
    const format::Message::Choice choice =
        spec.params().choice({kConstant, kReflection, kReplication});
    if (choice.field == 0)
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": padding does not say its type");
    type_ = choice.field;
    constant_ = type_ == kConstant ? choice.message.number(1) : 0;

    const Borders borders = read_borders(spec, spec.params().message(kAmounts));
    rows_ = along(spec, x[0], x[0][-2], borders.before.y, borders.after.y);
    columns_ = along(spec, x[0], x[0][-1], borders.before.x, borders.after.x);
    y_ = with_image(x[0], -1, rows_.padded, columns_.padded);
    planes_ = x[0].size_of(0, x[0].rank() - 2);
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  Status forward(const Pass& pass) noexcept override {
    const float* const x = pass.x[0].data;
    float* const y = pass.y[0].data;
    each_element(pass, [&](std::int64_t y_at, std::int64_t x_at) {
      y[y_at] = x_at < 0 ? constant_ : x[x_at];
    });
    return Status::ok;
  }

  // dx += dy, summed over all places that show the element
  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const float* const dy = pass.dy[0].data;
    float* const dx = pass.dx[0].data;
    each_element(pass, [&](std::int64_t y_at, std::int64_t x_at) {
      if (x_at >= 0) dx[x_at] += dy[y_at];
    });
  }

 private:
  struct Axis {
    std::int64_t size = 0, before = 0, padded = 0;
  };

  Axis along(const LayerSpec& spec, const Shape& x, std::int64_t size, std::int64_t before,
             std::int64_t after) const {
    const std::int64_t reach = std::max(before, after);
    const std::int64_t needed = type_ == kReflection    ? reach + 1
                                : type_ == kReplication ? std::min<std::int64_t>(reach, 1)
                                                        : 0;
    if (reach > 0 && size < needed) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": padding by ",
           type_ == kReflection ? "reflection" : "replication", " by ", reach,
           " needs an axis of at least ", needed, ", got an input of shape ", x);
    }
    return {size, before, before + size + after};
  }

  // Which element stands at a place of the padded axis; -1 for the constant.
  std::int64_t source(const Axis& axis, std::int64_t place) const {
    const std::int64_t at = place - axis.before;
    if (at >= 0 && at < axis.size) return at;
    if (type_ == kConstant) return -1;
    if (type_ == kReplication) return at < 0 ? 0 : axis.size - 1;
    return at < 0 ? -at : 2 * (axis.size - 1) - at;
  }

  // Calls visit(place in y, place in x or -1) for every element of y in order.
  template <typename Visit>
  void each_element(const Pass& pass, Visit visit) const {
    std::int64_t y_at = 0;
    for (std::int64_t plane = 0; plane < planes_ * pass.examples; ++plane) {
      for (std::int64_t i = 0; i < rows_.padded; ++i) {
        const std::int64_t row = source(rows_, i);
        for (std::int64_t j = 0; j < columns_.padded; ++j, ++y_at) {
          const std::int64_t column = source(columns_, j);
          visit(y_at,
                row < 0 || column < 0 ? -1 : (plane * rows_.size + row) * columns_.size + column);
        }
      }
    }
  }

  std::uint32_t type_ = 0;
  float constant_ = 0;
  Axis rows_, columns_;
  Shape y_;
  std::int64_t planes_ = 1;  // of one example
};
}  // namespace

LayerType padding() { return layer_type<Padding2d>(LayerKind::padding); }
}  // namespace attune::layers
