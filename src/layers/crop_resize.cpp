// CropResize: cuts boxes out of images and gives them all one size, reading linearly between the
// elements.
//   y[n, b, c, i, j] = x[0, b, c] read at row p(i), column p(j) of the n-th box,
// where p(i) is spread over the box as resizeBilinear spreads it over the image: a box that reaches
// from row s to row e stands for an axis of e - s + 1 elements that begins at s. A box whose end
// stands before its start is read backwards. Points outside of the image are moved to its border.
//
//   x      (1, B, C, H, W)
//   boxes  (N, 1, 4, 1, 1), for every image; or (N, 1, 5, 1, 1), the first of the five being the
//          number of an image, rounded toward zero
//   y      (N, B, C, H', W'), or (N, 1, C, H', W'), with targetSize = [H', W'], by default 1 x 1
//
// The coordinates, after the image's number:
//   corners, height first  row and column of the start, row and column of the end
//   center, height first   row and column of the center, height and width: end - start
//   width first            columns before rows, width before height
// Each is multiplied by spatialScale (absent or 0: 1), and by H - 1 or W - 1 if normalized.
//
// No parameters that are learned. Reads CropResizeLayerParams: targetSize 1, normalizedCoordinates
// 2, mode 3, boxIndicesMode 4, spatialScale 5. Gradients pass to the image and to the boxes.
// Refuses (model-invalid) a target size that is not two extents of 1 to 2^24, unknown modes,
// (shape-mismatch) inputs of other shapes. forward() fails on the number of an image that is not
// there.

#include <algorithm>

#include "layers/shared/sampling.h"

namespace attune::layers {
namespace {
constexpr std::uint32_t kNormalized = 2, kMode = 3, kBoxes = 4, kScale = 5;

class CropResize final : public Layer {
 public:
  CropResize(const LayerSpec& spec, std::span<const Shape> x)
      : sampling_(read_sampling(spec, kMode)) {
    const std::uint64_t box_mode = spec.params().message(kBoxes).integer(1);
    if (box_mode > 3) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": cropResize has boxes in the unknown ",
           "mode ", box_mode);
    }
    width_first_ = box_mode % 2 == 1;
    centered_ = box_mode >= 2;
    expect_inputs(spec, x, 2, 5);
    const std::int64_t numbers = x[1][-3];
    boxes_ = x[1][0];
    if (x[0].rank() != 5 || x[0][0] != 1 || (numbers != 4 && numbers != 5) ||
        x[1] != Shape{boxes_, 1, numbers, 1, 1}) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": cropResize reads [1, B, C, H, W] and [N, 1, 4 or 5, 1, 1], got ", x);
    }
    x_ = x[0];
    numbered_ = numbers == 5;
    float scale = spec.params().number(kScale);
    if (scale == 0) scale = 1;
    const bool normalized = spec.params().flag(kNormalized);
    for (const int axis : {0, 1}) {
      const auto last = static_cast<double>(x_[axis - 2] - 1);
      scale_[axis] = static_cast<double>(scale) * (normalized ? last : 1);
    }
    const Pair size = read_target_size(spec);
    y_ = {boxes_, numbered_ ? 1 : x_[1], x_[2], size.y, size.x};
    places_[0].resize(static_cast<std::size_t>(size.y));
    places_[1].resize(static_cast<std::size_t>(size.x));
  }

  std::vector<Shape> output_shapes() const override { return {y_}; }

  // The gradients by the rows' and columns' places in one box.
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(y_[-2] + y_[-1]);
  }

  // The places of a box are kept in a member while it is cut out.
  bool splits_examples() const override { return false; }
  Status forward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      const float* box = pass.x[1].example(e);
      float* y = pass.y[0].example(e);
      for (std::int64_t n = 0; n < boxes_; ++n, box += numbered_ ? 5 : 4) {
        const std::int64_t image = first_plane(box);
        if (image < 0) return Status::failed;
        spread(box);
        for (std::int64_t plane = 0; plane < planes(); ++plane, y += y_[-2] * y_[-1]) {
          kernels::read_between(pass.x[0].example(e) + (image + plane) * x_[-2] * x_[-1], x_[-1],
                                places_[0], places_[1], y);
        }
      }
    }
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    for (int e = 0; e < pass.examples; ++e) {
      const float* box = pass.x[1].example(e);
      const float* dy = pass.dy[0].example(e);
      float* dbox = pass.dx[1] ? pass.dx[1].example(e) : nullptr;
      for (std::int64_t n = 0; n < boxes_; ++n, box += numbered_ ? 5 : 4) {
        const std::int64_t image = first_plane(box);
        spread(box);
        std::fill_n(pass.scratch.data(), y_[-2] + y_[-1], 0.0F);
        for (std::int64_t plane = 0; plane < planes(); ++plane, dy += y_[-2] * y_[-1]) {
          const std::int64_t at = (image + plane) * x_[-2] * x_[-1];
          if (pass.dx[0]) {
            kernels::spread_between(dy, x_[-1], places_[0], places_[1], pass.dx[0].example(e) + at);
          }
          if (dbox != nullptr) {
            kernels::add_place_gradients(pass.x[0].example(e) + at, dy, x_[-1], places_[0],
                                         places_[1], pass.scratch.data(),
                                         pass.scratch.data() + y_[-2]);
          }
        }
        if (dbox == nullptr) continue;
        add_box_gradient(box, pass.scratch.data(), dbox);
        dbox += numbered_ ? 5 : 4;
      }
    }
  }

 private:
  // The planes that a box is cut out of, and which they are: from the first one of its image on.
  std::int64_t planes() const { return numbered_ ? x_[2] : x_[1] * x_[2]; }
  std::int64_t first_plane(const float* box) const {
    if (!numbered_) return 0;
    if (!(box[0] > -1 && box[0] < static_cast<float>(x_[1]))) return -1;
    return static_cast<std::int64_t>(box[0]) * x_[2];
  }

  // Where the numbers for rows (axis 0) or columns (axis 1) stand in a box; the second of them is
  // two further.
  int number(int axis) const { return (numbered_ ? 1 : 0) + (width_first_ ? 1 - axis : axis); }

  Interval interval(const float* box, int axis) const {
    const double a = static_cast<double>(box[number(axis)]) * scale_[axis];
    const double b = static_cast<double>(box[number(axis) + 2]) * scale_[axis];
    if (centered_) return {a - b / 2, a + b / 2};
    return {a, b};
  }

  void spread(const float* box) {
    for (const int axis : {0, 1}) {
      const Interval from = interval(box, axis);
      const auto count = static_cast<std::int64_t>(places_[axis].size());
      for (std::int64_t i = 0; i < count; ++i) {
        places_[axis][static_cast<std::size_t>(i)] =
            sampled(sampling_, from, x_[axis - 2], i, count).place;
      }
    }
  }

  // dstart = sum_i dplace[i] times how place i moves with the start; dend alike
  void add_box_gradient(const float* box, const float* dplaces, float* dbox) const {
    for (const int axis : {0, 1}) {
      const Interval from = interval(box, axis);
      const std::int64_t count = y_[axis - 2];
      double dstart = 0, dend = 0;
      for (std::int64_t i = 0; i < count; ++i) {
        const Point point = sampled(sampling_, from, x_[axis - 2], i, count);
        dstart += static_cast<double>(*dplaces) * static_cast<double>(point.by_start);
        dend += static_cast<double>(*dplaces) * static_cast<double>(point.by_end);
        ++dplaces;
      }
      const double first = centered_ ? dstart + dend : dstart;
      const double second = centered_ ? (dend - dstart) / 2 : dend;
      dbox[number(axis)] += static_cast<float>(first * scale_[axis]);
      dbox[number(axis) + 2] += static_cast<float>(second * scale_[axis]);
    }
  }

  Sampling sampling_;
  bool width_first_ = false, centered_ = false, numbered_ = false;
  std::int64_t boxes_ = 0;
  Shape x_, y_;
  double scale_[2] = {1, 1};               // of rows, of columns
  std::vector<kernels::Place> places_[2];  // of the box at hand: its rows, its columns
};
}  // namespace

LayerType crop_resize() { return layer_type<CropResize>(LayerKind::crop_resize); }
}  // namespace attune::layers
