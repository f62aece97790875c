#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec band(std::int64_t lower, std::int64_t upper) {
  return layer_spec(LayerKind::matrix_band_part, Proto().field(1, lower).field(2, upper));
}
const std::vector<float> kMatrix = {1, 2, 3, 4, 5, 6, 7, 8, 9};

TEST_CASE("matrixBandPart: diagonals on both sides of the main one", "[layers]") {
  const auto run = [](std::int64_t lower, std::int64_t upper) {
    return run_layer(band(lower, upper), Shape{3, 3}, kMatrix).y;
  };
  CHECK_THAT(run(0, 0), EqualsBits({1, 0, 0, 0, 5, 0, 0, 0, 9}));
  CHECK_THAT(run(1, 0), EqualsBits({1, 0, 0, 4, 5, 0, 0, 8, 9}));
  CHECK_THAT(run(0, 1), EqualsBits({1, 2, 0, 0, 5, 6, 0, 0, 9}));
}
TEST_CASE("matrixBandPart: a negative number is no limit", "[layers]") {
  const auto run = [](std::int64_t lower, std::int64_t upper) {
    return run_layer(band(lower, upper), Shape{3, 3}, kMatrix).y;
  };
  CHECK_THAT(run(-1, 0), EqualsBits({1, 0, 0, 4, 5, 0, 7, 8, 9}));
  CHECK_THAT(run(0, -5), EqualsBits({1, 2, 3, 0, 5, 6, 0, 0, 9}));
  CHECK_THAT(run(-1, -1), EqualsBits(kMatrix));
}
TEST_CASE("matrixBandPart: each matrix of a batch by itself", "[layers]") {
  CHECK_THAT(run_layer(band(0, 0), Shape{2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}).y,
             EqualsBits({1, 0, 0, 4, 5, 0, 0, 8}));
}
TEST_CASE("matrixBandPart: gradients agree with finite differences", "[layers]") {
  check_gradients(band(1, 0), Shape{2, 4, 3});
  check_gradients(band(-1, 1), Shape{3, 4});
}
TEST_CASE("matrixBandPart: refuses a vector", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(band(0, 0), {{3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 2"));
}
}  // namespace
}  // namespace attune::test
