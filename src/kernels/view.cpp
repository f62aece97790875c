#include "kernels/view.h"

namespace attune::kernels {
namespace {
// The distance in memory from one index of an axis to the next.
std::int64_t stride_of(const Shape& shape, int axis) {
  return shape.size_of(axis + 1, shape.rank());
}

// One row: to = op(to, from), element by element.
struct Row {
  float* to;
  const float* from;
  std::int64_t to_stride, from_stride, count;
};

template <float op(float to, float from)>
void run_row(const Row& row) {
  if (row.to_stride == 1 && row.from_stride == 1) {  // a loop of its own, so that it becomes SIMD
    for (std::int64_t i = 0; i < row.count; ++i) row.to[i] = op(row.to[i], row.from[i]);
    return;
  }
  for (std::int64_t i = 0; i < row.count; ++i) {
    float& to = row.to[i * row.to_stride];
    to = op(to, row.from[i * row.from_stride]);
  }
}

// From a viewed array into a dense one, and back; one copy serves all operations.
[[gnu::noinline]] void gather_rows(const View& view, const float* x, float* y,
                                   void (*run)(const Row&)) {
  view.each_row([&](std::int64_t in_y, std::int64_t in_x) {
    run({y + in_y, x + in_x, 1, view.row().stride, view.row().count});
  });
}
[[gnu::noinline]] void scatter_rows(const View& view, const float* y, float* x,
                                    void (*run)(const Row&)) {
  view.each_row([&](std::int64_t in_y, std::int64_t in_x) {
    run({x + in_x, y + in_y, view.row().stride, 1, view.row().count});
  });
}

float assign(float, float from) { return from; }
float add(float to, float from) { return to + from; }
float subtract(float to, float from) { return to - from; }
float multiply(float to, float from) { return to * from; }
float max(float to, float from) { return from > to ? from : to; }
float min(float to, float from) { return from < to ? from : to; }
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

View View::stepped(const Shape& x, const Shape& to, std::span<const std::int64_t> steps) {
  View view;
  for (int axis = to.rank() - 1; axis >= 0; --axis) {
    view.add_outer(to[axis], stride_of(x, axis) * steps[static_cast<std::size_t>(axis)]);
  }
  return view;
}

View View::strided(std::span<const Axis> axes) {
  View view;
  for (std::size_t i = axes.size(); i-- > 0;) view.add_outer(axes[i].count, axes[i].stride);
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
  gather_rows(view, x, y, run_row<assign>);
}
void gather_add(const View& view, const float* x, float* y) {
  gather_rows(view, x, y, run_row<add>);
}
void gather_subtract(const View& view, const float* x, float* y) {
  gather_rows(view, x, y, run_row<subtract>);
}
void gather_multiply(const View& view, const float* x, float* y) {
  gather_rows(view, x, y, run_row<multiply>);
}
void gather_max(const View& view, const float* x, float* y) {
  gather_rows(view, x, y, run_row<max>);
}
void gather_min(const View& view, const float* x, float* y) {
  gather_rows(view, x, y, run_row<min>);
}
void scatter(const View& view, const float* y, float* x) {
  scatter_rows(view, y, x, run_row<assign>);
}
void scatter_add(const View& view, const float* y, float* x) {
  scatter_rows(view, y, x, run_row<add>);
}
void scatter_subtract(const View& view, const float* y, float* x) {
  scatter_rows(view, y, x, run_row<subtract>);
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
