#include "kernels/bilinear.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <vector>

#include "support/matchers.h"

namespace attune::test {
namespace {
using kernels::Place;

// 1 2 4
// 8 5 7, read a quarter of the way down and at three columns.
const std::vector<float> kImage = {1, 2, 4, 8, 5, 7};
const std::vector<Place> kRows = {{0, 1, 0.25F}};
const std::vector<Place> kColumns = {{0, 1, 0}, {1, 2, 0.5F}, {2, 2, 0}};

TEST_CASE("bilinear: reads between four elements", "[kernels]") {
  std::vector<float> y(3);
  kernels::read_between(kImage.data(), 3, kRows, kColumns, y.data());
  CHECK(y == std::vector<float>{2.75F, 3.75F, 4.75F});
}

TEST_CASE("bilinear: on an element its neighbour is not read, be it infinite", "[kernels]") {
  const std::vector<float> x = {1, std::numeric_limits<float>::infinity()};
  float y = 0;
  kernels::read_between(x.data(), 2, std::vector<Place>{{0, 0, 0}}, std::vector<Place>{{0, 1, 0}},
                        &y);
  CHECK(y == 1);
}

TEST_CASE("bilinear: a gradient goes to the four elements by their shares", "[kernels]") {
  std::vector<float> dx(6, 100);
  kernels::spread_between(std::vector<float>{4, 8, 16}.data(), 3, kRows, kColumns, dx.data());
  CHECK(dx == std::vector<float>{103, 103, 115, 101, 101, 105});
}

TEST_CASE("bilinear: places have gradients: the differences of what lies around", "[kernels]") {
  float drows = 0;
  std::vector<float> dcolumns(3);
  kernels::add_place_gradients(kImage.data(), std::vector<float>{1, 1, 1}.data(), 3, kRows,
                               kColumns, &drows, dcolumns.data());
  CHECK(drows == 7 + 3 + 3);  // 8 - 1, 6 - 3, 7 - 4
  // A quarter of the way down stand 2.75, 2.75, 4.75; the last one has no right neighbour.
  CHECK(dcolumns == std::vector<float>{0, 2, 0});
}
}  // namespace
}  // namespace attune::test
