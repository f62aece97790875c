#include "layers/shared/reduction.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/vector_math.h"
#include "layers/shared/axes.h"

namespace attune::layers {
namespace {
// The axes of x, those that stay first.
std::vector<int> order_of(int rank, std::span<const int> reduced) {
  std::vector<int> order;
  for (const bool wanted : {false, true}) {
    for (int axis = 0; axis < rank; ++axis) {
      if ((std::ranges::find(reduced, axis) != reduced.end()) == wanted) order.push_back(axis);
    }
  }
  return order;
}

// The values that make one number.
using Row = std::span<const float>;

// The first position at which no other value is larger, or smaller.
std::size_t best_of(Row x, bool largest) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    best = (largest ? x[i] > x[best] : x[i] < x[best]) ? i : best;
  return best;
}

// One term of a sum.
float term(Reducing what, float x, float shift) {
  switch (what) {
    case Reducing::sum_of_logs:
      return kernels::log(x + shift);
    case Reducing::sum_square:
    case Reducing::l2:
      return x * x;
    case Reducing::l1:
      return std::fabs(x);
    case Reducing::log_sum_exp:
      return kernels::exp(x - shift);
    default:
      return x;
  }
}
float sum_of_terms(Reducing what, Row x, float shift) {
  float sum = 0;
  for (const float value : x) sum += term(what, value, shift);
  return sum;
}

float value_of(const Reduction::Plan& plan, Row x) {
  switch (plan.what) {
    case Reducing::product: {
      float product = 1;
      for (const float value : x) product *= value;
      return product;
    }
    case Reducing::max:
    case Reducing::min:
      return x[best_of(x, plan.what == Reducing::max)];
    case Reducing::arg_max:
    case Reducing::arg_min:
      return static_cast<float>(best_of(x, plan.what == Reducing::arg_max));
    case Reducing::log_sum_exp: {
      const float top = x[best_of(x, true)];
      return std::isinf(top) ? top : top + kernels::log(sum_of_terms(plan.what, x, top));
    }
    default:
      break;
  }
  const float sum = sum_of_terms(plan.what, x, plan.epsilon);
  switch (plan.what) {
    case Reducing::mean:
      return sum / static_cast<float>(x.size());
    case Reducing::l2:
      return std::sqrt(sum);
    case Reducing::log_sum:
      return kernels::log(sum);
    default:
      return sum;
  }
}

// g[k] = dy times the slope by x[k], which depends on x[k] and on the whole row.
float slope_at(const Reduction::Plan& plan, float x, float y, float whole) {
  switch (plan.what) {
    case Reducing::sum_of_logs:
      return 1 / (x + plan.epsilon);
    case Reducing::sum_square:
      return 2 * x;
    case Reducing::l1:
      return x > 0 ? 1.0F : x < 0 ? -1.0F : 0.0F;
    case Reducing::l2:
      return y == 0 ? 0.0F : x / y;
    case Reducing::log_sum_exp:
      return kernels::exp(x - y);
    default:
      return whole;
  }
}

void gradient_of(const Reduction::Plan& plan, Row x, float y, float dy, float* g) {
  const std::size_t count = x.size();
  if (plan.what == Reducing::product) {
    // What stands before times what stands after: right for zeros too.
    float before = 1, after = dy;
    for (std::size_t k = 0; k < count; ++k) g[k] = before, before *= x[k];
    for (std::size_t k = count; k-- > 0;) g[k] *= after, after *= x[k];
    return;
  }
  if (plan.what == Reducing::max || plan.what == Reducing::min) {
    std::fill_n(g, count, 0.0F);
    g[best_of(x, plan.what == Reducing::max)] = dy;
    return;
  }
  const float whole = plan.what == Reducing::mean      ? 1 / static_cast<float>(count)
                      : plan.what == Reducing::log_sum ? 1 / sum_of_terms(plan.what, x, 0)
                                                       : 1.0F;
  for (std::size_t k = 0; k < count; ++k) g[k] = dy * slope_at(plan, x[k], y, whole);
}
}  // namespace

Reduction::Reduction(const LayerSpec& spec, std::span<const Shape> x, Plan plan)
    : plan_(std::move(plan)), view_(x[0]) {
  const std::vector<int> order = order_of(x[0].rank(), plan_.axes);
  view_ = kernels::View::permuted(x[0], order);
  in_order_ = std::ranges::is_sorted(order);
  for (const int axis : plan_.axes) count_ *= x[0][axis];
  if (count_ > 0) return;
  fail(ErrorCode::shape_mismatch, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
       " finds no values in ", x[0]);
}

// The rows, and their gradients, of one example.
std::uint64_t Reduction::scratch_floats([[maybe_unused]] int examples) const {
  return 2 * static_cast<std::uint64_t>(view_.size());
}

const float* Reduction::rows(const float* x, float* scratch) const {
  if (in_order_) return x;
  kernels::gather(view_, x, scratch);
  return scratch;
}

Status Reduction::forward(const Pass& pass) noexcept {
  const auto count = static_cast<std::size_t>(count_);
  for (int e = 0; e < pass.examples; ++e) {
    const float* row = rows(pass.x[0].example(e), pass.scratch.data());
    float* const y = pass.y[0].example(e);
    for (std::int64_t i = 0; i < plan_.y.size(); ++i, row += count)
      y[i] = value_of(plan_, {row, count});
  }
  return Status::ok;
}

void Reduction::backward(const Pass& pass) noexcept {
  const bool position = plan_.what == Reducing::arg_max || plan_.what == Reducing::arg_min;
  if (!pass.dx[0] || position) return;
  const auto count = static_cast<std::size_t>(count_);
  float* const gradients = pass.scratch.data() + view_.size();
  for (int e = 0; e < pass.examples; ++e) {
    const float* row = rows(pass.x[0].example(e), pass.scratch.data());
    const float *const y = pass.y[0].example(e), *const dy = pass.dy[0].example(e);
    float* gradient = gradients;
    for (std::int64_t i = 0; i < plan_.y.size(); ++i, row += count, gradient += count)
      gradient_of(plan_, {row, count}, y[i], dy[i], gradient);
    kernels::scatter_add(view_, gradients, pass.dx[0].example(e));
  }
}

namespace {
std::unique_ptr<Layer> make(const LayerSpec& spec, std::span<const Shape> inputs, Reducing what,
                            std::vector<int> axes, bool keeps) {
  const Shape& x = inputs[0];
  std::vector<std::int64_t> extents;
  for (int axis = 0; axis < x.rank(); ++axis) {
    const bool stays = std::ranges::find(axes, axis) == axes.end();
    if (stays || keeps) extents.push_back(stays ? x[axis] : 1);
  }
  if (extents.empty()) extents.push_back(1);
  return std::make_unique<Reduction>(
      spec, inputs, Reduction::Plan{.what = what, .axes = std::move(axes), .y = Shape(extents)});
}
}  // namespace

std::unique_ptr<Layer> make_reduction(const LayerSpec& spec, std::span<const Shape> x,
                                      Reducing what) {
  expect_inputs(spec, x, 1, 1);
  const int rank = x[0].rank();
  std::vector<std::int64_t> named = spec.params().signed_integers(1);
  if (spec.params().flag(3)) {
    named.clear();
    for (int axis = 0; axis < rank; ++axis) named.push_back(axis);
  } else if (named.empty()) {
    fail(ErrorCode::model_invalid, InLayer{spec.name()}, ": ", kind_name(spec.kind()),
         " names no axis, and does not reduce all");
  }
  return make(spec, x, what, resolve_axes(spec, named, rank), spec.params().flag(2));
}

std::unique_ptr<Layer> make_position(const LayerSpec& spec, std::span<const Shape> x,
                                     Reducing what) {
  expect_inputs(spec, x, 1, 1);
  const int axis = resolve_axis(spec, spec.params().signed_integer(1), x[0].rank());
  return make(spec, x, what, {axis}, !spec.params().flag(2));
}

}  // namespace attune::layers
