#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstdint>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec lower(std::int64_t k) {
  return layer_spec(LayerKind::lower_triangular, Proto().field(1, k));
}
const std::vector<float> kMatrix = {1, 2, 3, 4, 5, 6};

TEST_CASE("lowerTriangular: nothing stays above the diagonal", "[layers]") {
  const auto run = [](std::int64_t k) { return run_layer(lower(k), Shape{2, 3}, kMatrix).y; };
  CHECK_THAT(run(0), EqualsBits({1, 0, 0, 4, 5, 0}));
  CHECK_THAT(run(1), EqualsBits({1, 2, 0, 4, 5, 6}));
  CHECK_THAT(run(-1), EqualsBits({0, 0, 0, 4, 0, 0}));
  CHECK_THAT(run(9), EqualsBits({1, 2, 3, 4, 5, 6}));
  CHECK_THAT(run(-9), EqualsBits({0, 0, 0, 0, 0, 0}));
  CHECK_THAT(run(INT64_MAX), EqualsBits({1, 2, 3, 4, 5, 6}));
  CHECK_THAT(run(INT64_MIN), EqualsBits({0, 0, 0, 0, 0, 0}));
}
TEST_CASE("lowerTriangular: what is set to 0 may have been infinite", "[layers]") {
  const float inf = std::numeric_limits<float>::infinity();
  CHECK_THAT(run_layer(lower(0), Shape{1, 2, 2}, {1, inf, 3, 4}).y, EqualsBits({1, 0, 3, 4}));
}
TEST_CASE("lowerTriangular: gradients agree with finite differences", "[layers]") {
  for (const std::int64_t k : {0, 1, -2}) check_gradients(lower(k), Shape{2, 3, 4});
}
TEST_CASE("lowerTriangular: refuses a vector", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(lower(0), {{3}}), Error,
      has_code(ErrorCode::shape_mismatch, "lowerTriangular reads 1 input of rank >= 2"));
}
}  // namespace
}  // namespace attune::test
