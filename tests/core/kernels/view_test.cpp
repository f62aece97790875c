#include "kernels/view.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/matchers.h"

namespace attune::test {
namespace {
using kernels::View;

std::vector<float> gathered(const View& view, const std::vector<float>& x) {
  std::vector<float> y(static_cast<std::size_t>(view.size()), -1);
  kernels::gather(view, x.data(), y.data());
  return y;
}

TEST_CASE("view: an array in its own order is one row", "[kernels]") {
  const View view(Shape{2, 3, 4});
  CHECK(view.size() == 24);
  CHECK(view.row().count == 24);
  CHECK(view.row().stride == 1);
}

TEST_CASE("view: a permutation transposes", "[kernels]") {
  const std::vector<float> x = {1, 2, 3,  //
                                4, 5, 6};
  CHECK(gathered(View::permuted({2, 3}, std::array{1, 0}), x) ==
        std::vector<float>{1, 4, 2, 5, 3, 6});
  CHECK(gathered(View::permuted({2, 3}, std::array{0, 1}), x) == x);
  CHECK(gathered(View::permuted({1, 2, 1, 3}, std::array{2, 3, 0, 1}), x) ==
        std::vector<float>{1, 4, 2, 5, 3, 6});
}

TEST_CASE("view: every permutation of four axes agrees with counting indices", "[kernels]") {
  const Shape x_shape{2, 3, 4, 5};
  std::vector<float> x(120);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
  std::array order = {0, 1, 2, 3};
  int seen = 0;
  do {
    ++seen;
    const std::vector<float> y = gathered(View::permuted(x_shape, order), x);
    std::array<std::int64_t, 4> extent{}, stride{};
    const std::array<std::int64_t, 4> strides = {60, 20, 5, 1};
    for (std::size_t i = 0; i < 4; ++i) {
      extent[i] = x_shape[order[i]];
      stride[i] = strides[static_cast<std::size_t>(order[i])];
    }
    std::size_t next = 0, wrong = 0;
    for (std::int64_t a = 0; a < extent[0]; ++a)
      for (std::int64_t b = 0; b < extent[1]; ++b)
        for (std::int64_t c = 0; c < extent[2]; ++c)
          for (std::int64_t d = 0; d < extent[3]; ++d) {
            const auto at = a * stride[0] + b * stride[1] + c * stride[2] + d * stride[3];
            if (y[next++] != static_cast<float>(at)) ++wrong;
          }
    CHECK(wrong == 0);
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(seen == 24);
}

TEST_CASE("view: axes of extent 1 and missing leading axes are repeated", "[kernels]") {
  CHECK(gathered(View({3, 1}, {3, 2}), {1, 2, 3}) == std::vector<float>{1, 1, 2, 2, 3, 3});
  CHECK(gathered(View({1, 2}, {3, 2}), {1, 2}) == std::vector<float>{1, 2, 1, 2, 1, 2});
  CHECK(gathered(View({2}, {2, 1, 2}), {1, 2}) == std::vector<float>{1, 2, 1, 2});
  CHECK(gathered(View({1}, {2, 2}), {7}) == std::vector<float>{7, 7, 7, 7});
  CHECK(gathered(View(Shape{}, {2}), {7}) == std::vector<float>{7, 7});
  CHECK(gathered(View({2, 1, 2}, {2, 2, 2}), {1, 2, 3, 4}) ==
        std::vector<float>{1, 2, 1, 2, 3, 4, 3, 4});
  CHECK(gathered(View({2, 0}), {}).empty());
}

TEST_CASE("view: what can be repeated", "[kernels]") {
  CHECK(kernels::broadcasts({3, 1}, {3, 2}));
  CHECK(kernels::broadcasts({2}, {3, 2}));
  CHECK(kernels::broadcasts(Shape{}, {3, 2}));
  CHECK_FALSE(kernels::broadcasts({2, 2}, {3, 2}));
  CHECK_FALSE(kernels::broadcasts({3, 2}, {3, 1}));
  CHECK_FALSE(kernels::broadcasts({1, 2}, {2}));
}

TEST_CASE("view: axes one by one, some of them repeated or backwards", "[kernels]") {
  using Axis = View::Axis;
  const std::vector<float> x = {1, 2, 3, 4, 5, 6};
  CHECK(gathered(View::strided(std::array{Axis{2, 0}, Axis{3, 1}}), x) ==
        std::vector<float>{1, 2, 3, 1, 2, 3});
  CHECK(gathered(View::strided(std::array{Axis{3, 1}, Axis{2, 0}, Axis{2, 3}}), x) ==
        std::vector<float>{1, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6});
  const View backwards = View::strided(std::array{Axis{2, -3}, Axis{3, -1}});
  CHECK(backwards.row().count == 6);  // one row: a step of -1 serves both axes
  std::vector<float> y(6);
  kernels::gather(backwards, x.data() + 5, y.data());
  CHECK(y == std::vector<float>{6, 5, 4, 3, 2, 1});
}

TEST_CASE("view: as many axes as it may have", "[kernels]") {
  std::array<View::Axis, View::kMaxAxes> axes;
  axes.fill({1, 0});
  axes[0] = {2, 1};
  axes[8] = {2, 0};
  axes[15] = {3, 2};
  CHECK(gathered(View::strided(axes), {1, 2, 3, 4, 5, 6}) ==
        std::vector<float>{1, 3, 5, 1, 3, 5, 2, 4, 6, 2, 4, 6});
}

TEST_CASE("view: scatter puts elements back where they are", "[kernels]") {
  std::vector<float> x = {9, 9, 9, 9};
  kernels::scatter(View::strided(std::array{View::Axis{2, 2}}), std::vector<float>{1, 2}.data(),
                   x.data() + 1);
  CHECK(x == std::vector<float>{9, 1, 9, 2});
}

TEST_CASE("view: scatter_add sums what was repeated", "[kernels]") {
  std::vector<float> x = {10, 20};
  kernels::scatter_add(View({2, 1}, {2, 3}), std::vector<float>{1, 2, 3, 4, 5, 6}.data(), x.data());
  CHECK(x == std::vector<float>{16, 35});
  kernels::scatter_subtract(View({1, 1}, {1, 2}), std::vector<float>{1, 2}.data(), x.data());
  CHECK(x == std::vector<float>{13, 35});
}

TEST_CASE("view: gathering with an operation", "[kernels]") {
  const View view({1, 2}, {2, 2});
  const std::vector<float> x = {1, 3};
  const auto run = [&](auto operation) {
    std::vector<float> y = {0, 2, 4, 6};
    operation(view, x.data(), y.data());
    return y;
  };
  CHECK(run(kernels::gather_add) == std::vector<float>{1, 5, 5, 9});
  CHECK(run(kernels::gather_subtract) == std::vector<float>{-1, -1, 3, 3});
  CHECK(run(kernels::gather_multiply) == std::vector<float>{0, 6, 4, 18});
  CHECK(run(kernels::gather_max) == std::vector<float>{1, 3, 4, 6});
  CHECK(run(kernels::gather_min) == std::vector<float>{0, 2, 1, 3});
}

TEST_CASE("view: of equal numbers the first that claims gets the rest", "[kernels]") {
  const View view(Shape{3});
  const std::vector<float> y = {5, 6, 7}, first = {5, 6, 0}, second = {5, 0, 7};
  std::vector<float> rest = {1, 2, 3}, d_first(3), d_second(3);
  kernels::claim(view, first.data(), y.data(), rest.data(), d_first.data());
  kernels::claim(view, second.data(), y.data(), rest.data(), d_second.data());
  CHECK(d_first == std::vector<float>{1, 2, 0});
  CHECK(d_second == std::vector<float>{0, 0, 3});
  CHECK(rest == std::vector<float>{0, 0, 0});
}

}  // namespace
}  // namespace attune::test
