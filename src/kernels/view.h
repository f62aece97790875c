// View: an array read in another order, or with some of its axes repeated. It walks a dense array y
// and an array x at once: element i of y belongs to element at(i) of x. Transposing, broadcasting
// and summing a broadcast's gradient are each one call.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/shape.h"

namespace attune::kernels {

class View {
 public:
  /// y is as large as x, in the same order.
  explicit View(const Shape& x) : View(x, x) {}
  /// y has the shape `to`, x is repeated along its axes of extent 1 and along the leading ones that
  /// it lacks. Needs: broadcasts(x, to).
  View(const Shape& x, const Shape& to);
  /// y's axis i is x's axis order[i]. Needs: `order` is a permutation of x's axes, none negative.
  static View permuted(const Shape& x, std::span<const int> order);
  /// y has the shape `to`, as many axes as x; along axis i it takes every steps[i]-th element of x,
  /// from the start of what it is given. Needs: that stays within x.
  static View stepped(const Shape& x, const Shape& to, std::span<const std::int64_t> steps);

  /// `count` elements of y, `stride` apart in x.
  struct Axis {
    std::int64_t count = 1, stride = 0;
  };
  /// y's axes one by one, outermost first; a stride may be 0 or negative. Needs: at most kMaxAxes,
  /// the product of the counts fits.
  static View strided(std::span<const Axis> axes);
  /// Two for each axis of a shape: one may be cut into a repetition or a block, and a place in it.
  static constexpr int kMaxAxes = 2 * Shape::kMaxRank;

  std::int64_t size() const { return rows_ * row_.count; }

  /// The innermost axis.
  const Axis& row() const { return row_; }
  /// Calls visit(position in y, position in x) for the start of each row, in y's order.
  template <typename Visit>
  void each_row(Visit visit) const;

 private:
  View() = default;
  // Adds an axis around those given so far; joins it with its neighbour where one step in x serves
  // both.
  void add_outer(std::int64_t count, std::int64_t stride);

  Axis row_;
  std::array<Axis, kMaxAxes> axes_{};  // around the row, innermost first
  int rank_ = 0;
  std::int64_t rows_ = 1;
};

/// Whether x can be repeated to the shape `to`: aligned at the last axis, each extent equal or 1.
bool broadcasts(const Shape& x, const Shape& to);

// y[i] = x[at(i)], and the same with an operation.
void gather(const View& view, const float* x, float* y);
void gather_add(const View& view, const float* x, float* y);
void gather_subtract(const View& view, const float* x, float* y);
void gather_multiply(const View& view, const float* x, float* y);
/// y[i] = x > y ? x : y; the first of two equal ones stays.
void gather_max(const View& view, const float* x, float* y);
/// y[i] = x < y ? x : y
void gather_min(const View& view, const float* x, float* y);

/// x[at(i)] = y[i]
void scatter(const View& view, const float* y, float* x);
/// x[at(i)] += y[i], in the order of i: the gradient of gather().
void scatter_add(const View& view, const float* y, float* x);
/// x[at(i)] -= y[i]
void scatter_subtract(const View& view, const float* y, float* x);
/// Where x[at(i)] is y[i], moves rest[i] to dx[at(i)]; dx may be null. The gradient of gather_max()
/// and gather_min().
void claim(const View& view, const float* x, const float* y, float* rest, float* dx);

template <typename Visit>
void View::each_row(Visit visit) const {
  std::array<std::int64_t, kMaxAxes> index{};
  std::int64_t in_x = 0;
  for (std::int64_t row = 0; row < rows_; ++row) {
    visit(row * row_.count, in_x);
    for (int axis = 0; axis < rank_; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      in_x += axes_[a].stride;
      if (++index[a] < axes_[a].count) break;
      in_x -= axes_[a].stride * axes_[a].count;
      index[a] = 0;
    }
  }
}

}  // namespace attune::kernels
