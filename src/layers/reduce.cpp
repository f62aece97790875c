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

#include "layers/shared/reduction.h"

namespace attune::layers {
namespace {
// Axes [first, last), counted from the end.
struct Axes {
  int first, last;
};
constexpr Axes kAxes[] = {{-3, 0}, {-2, 0}, {-3, -2}, {-2, -1}, {-1, 0}};

class Reduce final : public Reduction {
 public:
  Reduce(const LayerSpec& spec, std::span<const Shape> x) : Reduction(spec, x, plan(spec, x)) {}

 private:
  static Plan plan(const LayerSpec& spec, std::span<const Shape> x) {
    const std::uint64_t mode = spec.params().integer(1), axes = spec.params().integer(3);
    if (mode > static_cast<std::uint64_t>(Reducing::arg_max) || axes >= std::size(kAxes)) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": reduce names mode ", mode,
           " and axis ", axes, "; the format has 0 to 9 and 0 to 4");
    }
    const auto what = static_cast<Reducing>(mode);
    if (what == Reducing::arg_max && axes < 2) {
      fail(ErrorCode::model_invalid, InLayer{spec.name()},
           ": reduce finds a position along one axis only");
    }
    const Axes chosen = kAxes[axes];
    expect_inputs(spec, x, 1, -chosen.first);
    const float epsilon = spec.params().number(2);
    Plan plan{.what = what, .axes = {}, .y = x[0], .epsilon = epsilon == 0 ? 1e-6F : epsilon};
    for (int axis = chosen.first; axis < chosen.last; ++axis) {
      plan.axes.push_back(x[0].rank() + axis);
      plan.y = plan.y.with(axis, 1);
    }
    return plan;
  }
};
}  // namespace

LayerType reduce() { return layer_type<Reduce>(LayerKind::reduce); }
}  // namespace attune::layers
