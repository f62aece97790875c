#include "kernels/view.h"

namespace attune::kernels {
namespace {
// The distance in memory from one index of an axis to the next.
std::int64_t stride_of(const Shape& shape, int axis) {
  return shape.size_of(axis + 1, shape.rank());
}

// Runs op(y element, x element) over all of a view. The three kinds of row are three loops, so that
// each can be SIMD.
template <typename Y, typename X, typename Op>
void walk(const View& view, Y* y, X* x, Op op) {
  const View::Axis row = view.row();
  view.each_row([&](std::int64_t y_start, std::int64_t x_start) {
    Y* const to = y + y_start;
    X* const from = x + x_start;
    if (row.stride == 1) {
      for (std::int64_t i = 0; i < row.count; ++i) op(to[i], from[i]);
    } else if (row.stride == 0) {
      for (std::int64_t i = 0; i < row.count; ++i) op(to[i], *from);
    } else {
      for (std::int64_t i = 0; i < row.count; ++i) op(to[i], from[i * row.stride]);
    }
  });
}
}  // namespace

bool broadcasts(const Shape& x, const Shape& to) {
  if (x.rank() > to.rank()) return false;
  for (int axis = 1; axis <= x.rank(); ++axis) {
    if (x[-axis] != 1 && x[-axis] != to[-axis]) return false;
  }
  return true;
}

View::View(const Shape& x, const Shape& to) {
  for (int axis = to.rank() - 1; axis >= 0; --axis) {
    const int in_x = axis - (to.rank() - x.rank());
    const bool repeated = in_x < 0 || x[in_x] != to[axis];
    add_outer(to[axis], repeated ? 0 : stride_of(x, in_x));
  }
}

View View::permuted(const Shape& x, std::span<const int> order) {
  View view;
  for (std::size_t i = order.size(); i-- > 0;) view.add_outer(x[order[i]], stride_of(x, order[i]));
  return view;
}

void View::add_outer(std::int64_t count, std::int64_t stride) {
  if (count == 1) return;
  if (count == 0) {
    rows_ = 0;
  } else if (rank_ == 0 && row_.count == 1) {
    row_ = {count, stride};
  } else if (rank_ == 0 && stride == row_.stride * row_.count) {
    row_.count *= count;
  } else {
    rows_ *= count;
    if (rank_ > 0) {
      Axis& last = axes_[static_cast<std::size_t>(rank_ - 1)];
      if (stride == last.stride * last.count) {
        last.count *= count;
        return;
      }
    }
    axes_[static_cast<std::size_t>(rank_++)] = {count, stride};
  }
}

void gather(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to = from; });
}

void gather_add(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to += from; });
}

void gather_subtract(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to -= from; });
}

void gather_multiply(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to *= from; });
}

void gather_max(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to = from > to ? from : to; });
}

void gather_min(const View& view, const float* x, float* y) {
  walk(view, y, x, [](float& to, const float& from) { to = from < to ? from : to; });
}

void scatter_add(const View& view, const float* y, float* x) {
  walk(view, y, x, [](const float& from, float& to) { to += from; });
}

void scatter_subtract(const View& view, const float* y, float* x) {
  walk(view, y, x, [](const float& from, float& to) { to -= from; });
}

void claim(const View& view, const float* x, const float* y, float* rest, float* dx) {
  const View::Axis row = view.row();
  view.each_row([&](std::int64_t y_start, std::int64_t x_start) {
    for (std::int64_t i = 0; i < row.count; ++i) {
      const std::int64_t at = x_start + i * row.stride;
      if (x[at] != y[y_start + i]) continue;
      if (dx != nullptr) dx[at] += rest[y_start + i];
      rest[y_start + i] = 0;
    }
  });
}

}  // namespace attune::kernels
