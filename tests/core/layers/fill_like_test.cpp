#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec fill(float value) { return layer_spec(LayerKind::fill_like, Proto().field(1, value)); }

TEST_CASE("fillLike: one value in the shape of the input", "[layers]") {
  const LayerRun run = run_layer(fill(-3), Shape{2, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({-3, -3, -3, -3}));
}
TEST_CASE("fillLike: the input gets no gradient", "[layers]") {
  check_gradients(fill(2), Shape{3});
  CHECK_THAT(input_gradient(fill(2), Shape{2}, {1, 2}, {5, 6}), EqualsBits({0, 0}));
}
TEST_CASE("fillLike: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(fill(2), {{1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input"));
}
}  // namespace
}  // namespace attune::test
