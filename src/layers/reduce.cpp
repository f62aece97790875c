// Reduce: makes one number out of the values along some of the axes C, H and W.
//   SUM 0        sum x                L1 5          sum |x|
//   AVG 1        sum x / n            L2 6          sqrt(sum x^2)
//   PROD 2       product x            MAX 7, MIN 8  the largest, the smallest x
//   LOGSUM 3     sum ln(x + epsilon)  ARGMAX 9      the position of the first largest x
//   SUMSQUARE 4  sum x^2
//
//   x  (..., C, H, W)
//   y  the same, extent 1 at the named axes: CHW 0, HW 1, C 2, H 3, W 4
//
// Reads ReduceLayerParams: mode 1, epsilon 2 (0 stands for 1e-6), axis 3. Sums run one after the
// other. ARGMAX passes no gradient. Refuses (model-invalid) another mode or axis, ARGMAX along
// several axes; (shape-mismatch) an axis that x lacks, an empty one, anything but one input.

#include <cmath>

#include "kernels/vector_math.h"
#include "layers/layer.h"

namespace attune::layers {
namespace {
enum class Mode : std::uint8_t {
  sum,
  average,
  product,
  log_sum,
  sum_square,
  l1,
  l2,
  max,
  min,
  arg_max
};

// Axes [first, last), counted from the end.
struct Axes {
  int first, last;
};
constexpr Axes kAxes[] = {{-3, 0}, {-2, 0}, {-3, -2}, {-2, -1}, {-1, 0}};

// The values that make one number: `count` of them, `step` apart.
struct Lane {
  const float* x;
  std::int64_t count, step;

  float operator[](std::int64_t i) const { return x[i * step]; }
};

// The first position at which no other value is better.
template <typename Better>
std::int64_t best_of(const Lane& lane, Better better) {
  std::int64_t best = 0;
  for (std::int64_t i = 1; i < lane.count; ++i) best = better(lane[i], lane[best]) ? i : best;
  return best;
}
std::int64_t largest(const Lane& lane) {
  return best_of(lane, [](float a, float b) { return a > b; });
}
std::int64_t smallest(const Lane& lane) {
  return best_of(lane, [](float a, float b) { return a < b; });
}

template <typename Term>
float sum_of(const Lane& lane, Term term) {
  float sum = 0;
  for (std::int64_t i = 0; i < lane.count; ++i) sum += term(lane[i]);
  return sum;
}
float sum_of_squares(const Lane& lane) {
  return sum_of(lane, [](float x) { return x * x; });
}

float product_without(const Lane& lane, std::int64_t left_out) {
  float product = 1;
  for (std::int64_t i = 0; i < lane.count; ++i) product *= i == left_out ? 1.0F : lane[i];
  return product;
}

class Reduce final : public Layer {
 public:
  Reduce(const LayerSpec& spec, std::span<const Shape> x) {
    const std::uint64_t mode = spec.params().integer(1), axes = spec.params().integer(3);
    if (mode > static_cast<std::uint64_t>(Mode::arg_max) || axes >= std::size(kAxes)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reduce names mode ", mode,
           " and axis ", axes, "; the format has 0 to 9 and 0 to 4");
    }
    mode_ = static_cast<Mode>(mode);
    if (mode_ == Mode::arg_max && axes < 2) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": reduce finds a position along one axis only");
    }
    const Axes chosen = kAxes[axes];
    expect_inputs(spec, x, 1, -chosen.first);
    const int rank = x[0].rank();
    count_ = x[0].size_of(rank + chosen.first, rank + chosen.last);
    if (count_ == 0)
      fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": reduce finds no values in ", x[0]);
    inner_ = x[0].size_of(rank + chosen.last, rank);
    shape_ = x[0];
    for (int axis = chosen.first; axis < chosen.last; ++axis) shape_ = shape_.with(axis, 1);
    const float epsilon = spec.params().number(2);
    epsilon_ = epsilon == 0 ? 1e-6F : epsilon;
  }

  std::vector<Shape> output_shapes() const override { return {shape_}; }

  Status forward(const Pass& pass) noexcept override {
    const std::span<float> y = pass.y[0].span();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = value(lane(pass, i));
    return Status::ok;
  }

  void backward(const Pass& pass) noexcept override {
    if (!pass.dx[0]) return;
    const std::span<const float> dy = pass.dy[0].span();
    for (std::size_t i = 0; i < dy.size(); ++i) {
      add_gradient(lane(pass, i), pass.y[0].data[i], dy[i], pass.dx[0].data + lane_start(i));
    }
  }

 private:
  std::int64_t lane_start(std::size_t output) const {
    const auto index = static_cast<std::int64_t>(output);
    return index / inner_ * inner_ * count_ + index % inner_;
  }
  Lane lane(const Pass& pass, std::size_t output) const {
    return {pass.x[0].data + lane_start(output), count_, inner_};
  }

  float value(const Lane& lane) const {
    switch (mode_) {
      case Mode::sum:
        return sum_of(lane, [](float x) { return x; });
      case Mode::average:
        return sum_of(lane, [](float x) { return x; }) / static_cast<float>(count_);
      case Mode::product:
        return product_without(lane, -1);
      case Mode::log_sum:
        return sum_of(lane, [&](float x) { return kernels::log(x + epsilon_); });
      case Mode::sum_square:
        return sum_of_squares(lane);
      case Mode::l1:
        return sum_of(lane, [](float x) { return std::fabs(x); });
      case Mode::l2:
        return std::sqrt(sum_of_squares(lane));
      case Mode::max:
        return lane[largest(lane)];
      case Mode::min:
        return lane[smallest(lane)];
      case Mode::arg_max:
        break;
    }
    return static_cast<float>(largest(lane));
  }

  // dx[k] += dy times the slope of y by x[k]
  void add_gradient(const Lane& lane, float y, float dy, float* dx) const {
    if (mode_ == Mode::arg_max) return;
    if (mode_ == Mode::max || mode_ == Mode::min) {
      dx[(mode_ == Mode::max ? largest(lane) : smallest(lane)) * lane.step] += dy;
      return;
    }
    for (std::int64_t k = 0; k < lane.count; ++k) dx[k * lane.step] += dy * slope(lane, k, y);
  }

  float slope(const Lane& lane, std::int64_t k, float y) const {
    const float x = lane[k];
    switch (mode_) {
      case Mode::average:
        return 1 / static_cast<float>(count_);
      case Mode::product:
        return product_without(lane, k);
      case Mode::log_sum:
        return 1 / (x + epsilon_);
      case Mode::sum_square:
        return 2 * x;
      case Mode::l1:
        return x > 0 ? 1.0F : x < 0 ? -1.0F : 0.0F;
      case Mode::l2:
        return y == 0 ? 0.0F : x / y;
      default:
        return 1;
    }
  }

  Shape shape_;
  Mode mode_ = Mode::sum;
  float epsilon_ = 0;
  std::int64_t count_ = 1, inner_ = 1;
};
}  // namespace

LayerType reduce() { return layer_type<Reduce>(LayerKind::reduce); }
}  // namespace attune::layers
