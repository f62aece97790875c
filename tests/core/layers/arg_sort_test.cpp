#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec arg_sort(std::int64_t axis, bool descending = false) {
  return layer_spec(LayerKind::arg_sort, Proto().field(1, axis).field(2, descending));
}

TEST_CASE("argSort: the positions in rising or falling order", "[layers]") {
  const std::vector<float> x = {3.1F, 5.4F, 32.9F, 3.2F, 77};
  CHECK_THAT(run_layer(arg_sort(0), Shape{5}, x).y, EqualsBits({0, 3, 1, 2, 4}));
  CHECK_THAT(run_layer(arg_sort(0, true), Shape{5}, x).y, EqualsBits({4, 2, 1, 3, 0}));
  CHECK_THAT(run_layer(arg_sort(1), Shape{2, 3}, {3, 5, 32, 3, 77, 6}).y,
             EqualsBits({0, 1, 2, 0, 2, 1}));
  CHECK_THAT(run_layer(arg_sort(0), Shape{2, 3}, {3, 78, 32, 3, 77, 6}).y,
             EqualsBits({0, 1, 1, 1, 0, 0}));
}
TEST_CASE("argSort: equal values keep their order, NaN come last, both ways", "[layers]") {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(),
                  kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {2, kNaN, 1, -0.0F, 2, 0, kInfinity, 1};
  CHECK_THAT(run_layer(arg_sort(0), Shape{8}, x).y, EqualsBits({3, 5, 2, 7, 0, 4, 6, 1}));
  CHECK_THAT(run_layer(arg_sort(0, true), Shape{8}, x).y, EqualsBits({6, 0, 4, 2, 7, 3, 5, 1}));
}
TEST_CASE("argSort: adds nothing to the gradient", "[layers]") {
  check_gradients(arg_sort(1), Shape{2, 4});
}
TEST_CASE("argSort: refuses a negative axis, one that is lacking, two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(arg_sort(-1), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "names axis -1"));
  CHECK_THROWS_MATCHES(make_layer(arg_sort(2), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(arg_sort(0), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "argSort reads 1 input"));
  CHECK_THROWS_MATCHES(make_layer(arg_sort(0), {{(1 << 24) + 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "counts up to 16777216"));
}

}  // namespace
}  // namespace attune::test
