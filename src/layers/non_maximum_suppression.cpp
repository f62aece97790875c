// NonMaximumSuppression: of boxes that overlap keeps the one with the highest score.
//
// A box's score is its highest of all classes, its class the first that has it. Again and again the
// highest-scoring box that is left is kept (of equal ones the first), and every other that overlaps
// it by more than iouThreshold goes (with perClassSuppression: every other of its class), until
// maxBoxes are kept. Boxes whose score is below scoreThreshold do not take part; when that leaves
// none, the one with the highest score is kept. NaN is below everything.
//   overlap = |a and b| / (|a| + |b| - |a and b|)
//
//   x0  boxes (B, N, 4): centre x, centre y, width, height
//   x1  scores (B, N, C)
//   x2, x3, x4  in place of the parameters, one number each: iouThreshold, scoreThreshold, maxBoxes
//   y0  (B, maxBoxes, 4) and y1 (B, maxBoxes, C): the kept ones, highest score first; then zeros
//   y2  (B, maxBoxes): their numbers among the N; then -1
//   y3  (B): how many there are
//
// Reads NonMaximumSuppressionLayerParams: iouThreshold 1, scoreThreshold 2, maxBoxes 3,
// perClassSuppression 4. Refuses (shape-mismatch) another number of inputs, other shapes;
// (model-invalid) maxBoxes of 0.

#include <algorithm>

#include "layers/shared/shape_input.h"

namespace attune::layers {
namespace {
constexpr std::size_t kIou = 2, kScore = 3, kMaxBoxes = 4;  // inputs

class NonMaximumSuppression final : public Layer {
 public:
  NonMaximumSuppression(const LayerSpec& spec, std::span<const Shape> x)
      : spec_(&spec), per_class_(spec.params().flag(4)) {
    bool fits = x.size() >= 2 && x.size() <= 5 && x[0].rank() == 3 && x[1].rank() == 3;
    fits = fits && x[0][2] == 4 && x[0][0] == x[1][0] && x[0][1] == x[1][1];
    for (std::size_t i = 2; fits && i < x.size(); ++i) fits = x[i].size() == 1;
    if (!fits) {
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()},
           ": NonMaximumSuppression reads boxes [B, N, 4], scores [B, N, C] and up to three "
           "numbers, got ",
           x);
    }
    batch_ = x[0][0], boxes_ = x[0][1], classes_ = x[1][2];
    if (x.size() <= kMaxBoxes) set_most(spec.params().integer(3));
  }

  void settle(std::span<const ConstTensor> x) override {
    if (x.size() <= kMaxBoxes) return;
    set_most(static_cast<std::uint64_t>(
        std::max<std::int64_t>(whole_numbers(*spec_, x[kMaxBoxes]).front(), 0)));
  }

  std::vector<Shape> output_shapes() const override {
    return {{batch_, most_, 4}, {batch_, most_, classes_}, {batch_, most_}, {batch_}};
  }

  // For each box its score, its class, and whether it is still there.
  std::uint64_t scratch_floats([[maybe_unused]] int examples) const override {
    return static_cast<std::uint64_t>(boxes_) * 3;
  }

  Status forward(const Pass& pass) noexcept override {
    for (const Tensor& y : pass.y) std::ranges::fill(y.span(), &y == &pass.y[2] ? -1.0F : 0.0F);
    for (int e = 0; e < pass.examples; ++e) {
      for (std::int64_t b = 0; b < batch_; ++b) suppress(pass, e, b);
    }
    return Status::ok;
  }

 private:
  void set_most(std::uint64_t most) {
    if (most == 0)
      fail(ErrorCode::model_invalid, InLayer{spec_->name()}, ": maxBoxes is not above 0");
    most_ =
        static_cast<std::int64_t>(std::min(most, static_cast<std::uint64_t>(Shape::kMaxSize) + 1));
    output_shapes();  // refuses what no shape holds
  }

  float number(const Pass& pass, int e, std::size_t input, std::uint32_t field) const {
    return input < pass.x.size() ? *pass.x[input].example(e) : spec_->params().number(field);
  }

  static float overlap(const float* a, const float* b) {
    float sides[2];
    for (int axis = 0; axis < 2; ++axis) {
      const float half_a = a[axis + 2] * 0.5F, half_b = b[axis + 2] * 0.5F;
      const float low = std::max(a[axis] - half_a, b[axis] - half_b);
      const float high = std::min(a[axis] + half_a, b[axis] + half_b);
      sides[axis] = std::max(high - low, 0.0F);
    }
    const float both = sides[0] * sides[1];
    return both / (a[2] * a[3] + b[2] * b[3] - both);
  }

  void suppress(const Pass& pass, int e, std::int64_t b) const {
    const float iou = number(pass, e, kIou, 1), threshold = number(pass, e, kScore, 2);
    const float* const boxes = pass.x[0].example(e) + b * boxes_ * 4;
    const float* const scores = pass.x[1].example(e) + b * boxes_ * classes_;
    float *const score = pass.scratch.data(), *const group = score + boxes_,
                 *const left = group + boxes_;
    for (std::int64_t i = 0; i < boxes_; ++i) {
      const float* const own = scores + i * classes_;
      std::int64_t best = 0;
      for (std::int64_t c = 1; c < classes_; ++c) {
        if (own[c] > own[best] || own[best] != own[best]) best = c;
      }
      score[i] = own[best];
      group[i] = per_class_ ? static_cast<float>(best) : 0;
      left[i] = own[best] >= threshold ? 1 : 0;
    }
    if (std::none_of(left, left + boxes_, [](float is_left) { return is_left != 0; })) {
      std::int64_t best = 0;
      for (std::int64_t i = 1; i < boxes_; ++i) {
        if (score[i] > score[best] || score[best] != score[best]) best = i;
      }
      left[best] = 1;
    }
    std::int64_t kept = 0;
    for (; kept < most_; ++kept) {
      std::int64_t best = -1;
      for (std::int64_t i = 0; i < boxes_; ++i) {
        if (left[i] != 0 && (best < 0 || score[i] > score[best])) best = i;
      }
      if (best < 0) break;
      for (std::int64_t i = 0; i < boxes_; ++i) {
        if (group[i] == group[best] && overlap(boxes + i * 4, boxes + best * 4) > iou) left[i] = 0;
      }
      left[best] = 0;
      const std::int64_t at = b * most_ + kept;
      std::copy_n(boxes + best * 4, 4, pass.y[0].example(e) + at * 4);
      std::copy_n(scores + best * classes_, classes_, pass.y[1].example(e) + at * classes_);
      pass.y[2].example(e)[at] = static_cast<float>(best);
    }
    pass.y[3].example(e)[b] = static_cast<float>(kept);
  }

  const LayerSpec* spec_;
  bool per_class_;
  std::int64_t batch_ = 0, boxes_ = 0, classes_ = 0, most_ = 1;
};
}  // namespace

LayerType non_maximum_suppression() {
  return layer_type<NonMaximumSuppression>(LayerKind::non_maximum_suppression,
                                           static_cast<int>(kMaxBoxes));
}
}  // namespace attune::layers
