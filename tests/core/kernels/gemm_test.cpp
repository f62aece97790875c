#include "kernels/gemm.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "support/layer_harness.h"

namespace attune::kernels {
namespace {
using test::EqualsBits;
using test::EqualsNear;
using test::random_values;

constexpr float kWall = -12345.0F;

std::size_t area(int rows, int columns) {
  return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

float at(const Matrix& m, int i, int j) { return m.data[i * m.row_step + j * m.column_step]; }

// gemm() between walls: nothing past C or the scratch may change.
std::vector<float> product(const Matrix& a, const Matrix& b, Into into = Into::overwrite,
                           std::vector<float> c = {}) {
  const std::size_t size = area(a.rows, b.columns);
  if (c.empty()) c.assign(size, std::numeric_limits<float>::quiet_NaN());
  c.push_back(kWall);
  const auto scratch_size = static_cast<std::size_t>(
      gemm_scratch_floats(static_cast<unsigned>(a.rows), static_cast<unsigned>(b.columns),
                          static_cast<unsigned>(a.columns)));
  std::vector<float> scratch(scratch_size + 1, std::numeric_limits<float>::quiet_NaN());
  scratch.back() = kWall;
  gemm(a, b, into, c.data(), b.columns, std::span(scratch).first(scratch_size));
  CHECK(c.back() == kWall);
  CHECK(scratch.back() == kWall);
  c.pop_back();
  return c;
}

// The order of sums that gemm.h promises, written down plainly.
std::vector<float> promised(const Matrix& a, const Matrix& b, Into into = Into::overwrite,
                            std::vector<float> c = {}) {
  if (c.empty()) c.assign(area(a.rows, b.columns), 0);
  for (int i = 0; i < a.rows; ++i) {
    for (int j = 0; j < b.columns; ++j) {
      float& element = c[area(i, b.columns) + static_cast<std::size_t>(j)];
      for (int block = 0; block < a.columns; block += 256) {
        float sum = 0;
        for (int k = block; k < std::min(block + 256, a.columns); ++k)
          sum += at(a, i, k) * at(b, k, j);
        element = block == 0 && into == Into::overwrite ? sum : element + sum;
      }
    }
  }
  return c;
}

struct Operands {
  std::vector<float> a_values, b_values;
  Matrix a, b;

  Operands(int rows, int columns, int depth, bool transpose_a, bool transpose_b)
      : a_values(random_values(area(rows, depth), 1)),
        b_values(random_values(area(depth, columns), 2)),
        a(transpose_a ? transposed(row_major(a_values.data(), depth, rows))
                      : row_major(a_values.data(), rows, depth)),
        b(transpose_b ? transposed(row_major(b_values.data(), columns, depth))
                      : row_major(b_values.data(), depth, columns)) {}
};

TEST_CASE("gemm: a product on paper", "[kernels]") {
  const std::vector<float> a{1, 2, 3, 4, 5, 6}, b{1, 0, 0, 1, 2, -1};
  CHECK_THAT(product(row_major(a.data(), 2, 3), row_major(b.data(), 3, 2)),
             EqualsBits({7, -1, 16, -1}));
  CHECK_THAT(product(row_major(a.data(), 2, 3), row_major(b.data(), 3, 2), Into::add,
                     {100, 200, 300, 400}),
             EqualsBits({107, 199, 316, 399}));
  CHECK_THAT(product(transposed(row_major(a.data(), 3, 2)), row_major(b.data(), 3, 2)),
             EqualsBits({1 + 10, 3 - 5, 2 + 12, 4 - 6}));
}

TEST_CASE("gemm: agrees with a product in double", "[kernels]") {
  for (const int rows : {1, 3, 4, 17, 33, 67}) {
    for (const int columns : {1, 3, 8, 17, 33, 259}) {
      for (const int depth : {1, 3, 17, 300}) {
        const Operands operands(rows, columns, depth, false, false);
        std::vector<float> expected(area(rows, columns));
        for (int i = 0; i < rows; ++i) {
          for (int j = 0; j < columns; ++j) {
            double sum = 0;
            for (int k = 0; k < depth; ++k) {
              sum += static_cast<double>(at(operands.a, i, k)) *
                     static_cast<double>(at(operands.b, k, j));
            }
            expected[area(i, columns) + static_cast<std::size_t>(j)] = static_cast<float>(sum);
          }
        }
        INFO(rows << " x " << columns << " x " << depth);
        CHECK_THAT(product(operands.a, operands.b), EqualsNear(expected, 2e-5F));
      }
    }
  }
}

TEST_CASE("gemm: every element is summed in the promised order, wherever it stands", "[kernels]") {
  for (const auto& [rows, columns, depth] :
       {std::array{1, 1, 1}, std::array{4, 8, 16}, std::array{5, 9, 255}, std::array{3, 7, 256},
        std::array{33, 17, 257}, std::array{65, 33, 513}, std::array{17, 265, 20},
        std::array{130, 3, 3}, std::array{9, 70, 513}, std::array{261, 530, 3}}) {
    for (const bool transpose_a : {false, true}) {
      for (const bool transpose_b : {false, true}) {
        const Operands operands(rows, columns, depth, transpose_a, transpose_b);
        const std::vector<float> start = random_values(area(rows, columns), 3);
        INFO(rows << " x " << columns << " x " << depth << (transpose_a ? ", A transposed" : "")
                  << (transpose_b ? ", B transposed" : ""));
        CHECK_THAT(product(operands.a, operands.b), EqualsBits(promised(operands.a, operands.b)));
        CHECK_THAT(product(operands.a, operands.b, Into::add, start),
                   EqualsBits(promised(operands.a, operands.b, Into::add, start)));
      }
    }
  }
}

TEST_CASE("gemm: reads only the matrix inside a larger array", "[kernels]") {
  // The middle 2 x 3 of a 4 x 5 whose other elements are NaN.
  std::vector<float> values(20, std::numeric_limits<float>::quiet_NaN());
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j)
      values[static_cast<std::size_t>((i + 1) * 5 + j + 1)] = static_cast<float>(3 * i + j + 1);
  }
  const Matrix middle{values.data() + 6, 2, 3, 5, 1};
  const std::vector<float> ones{1, 1, 1};
  CHECK_THAT(product(middle, row_major(ones.data(), 3, 1)), EqualsBits({6, 15}));
}

TEST_CASE("gemm: writes only the matrix inside a larger array", "[kernels]") {
  const std::vector<float> a{1, 2}, b{3, 4};
  std::vector<float> c(6, 9), scratch(static_cast<std::size_t>(gemm_scratch_floats(2, 2, 1)));
  gemm(row_major(a.data(), 2, 1), row_major(b.data(), 1, 2), Into::overwrite, c.data(), 3, scratch);
  CHECK_THAT(c, EqualsBits({3, 4, 9, 6, 8, 9}));
  gemm(row_major(a.data(), 2, 0), row_major(b.data(), 0, 2), Into::overwrite, c.data(), 3, scratch);
  CHECK_THAT(c, EqualsBits({0, 0, 9, 0, 0, 9}));
}

TEST_CASE("gemm: without depth the product is zero and adds nothing", "[kernels]") {
  const float nothing = 0;
  CHECK_THAT(product(row_major(&nothing, 2, 0), row_major(&nothing, 0, 2)),
             EqualsBits({0, 0, 0, 0}));
  CHECK_THAT(product(row_major(&nothing, 2, 0), row_major(&nothing, 0, 2), Into::add, {1, 2, 3, 4}),
             EqualsBits({1, 2, 3, 4}));
}
}  // namespace
}  // namespace attune::kernels
