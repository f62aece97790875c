#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec dot(bool cosine = false) {
  return layer_spec(LayerKind::dot, Proto().field(1, cosine), {.inputs = 2});
}
const std::vector<Shape> kVectors = {{2, 1, 1}, {2, 1, 1}};

TEST_CASE("dot: the sum of products over the channels", "[layers]") {
  const LayerRun run = run_layer(dot(), kVectors, {{1, 2, 3, 4}, {5, 6, 7, 8}}, 2);
  CHECK(run.shape == Shape{1, 1, 1});
  CHECK_THAT(run.y, EqualsNear({17, 53}));
}
TEST_CASE("dot: leading axes stay apart", "[layers]") {
  const LayerRun run = run_layer(dot(), {{2, 2, 1, 1}, {2, 2, 1, 1}}, {{1, 2, 3, 4}, {5, 6, 7, 8}});
  CHECK(run.shape == Shape{2, 1, 1, 1});
  CHECK_THAT(run.y, EqualsNear({17, 53}));
}
TEST_CASE("dot: the cosine of the angle", "[layers]") {
  CHECK_THAT(run_layer(dot(true), kVectors, {{3, 4}, {-30, -40}}).y, EqualsNear({-1}));
  CHECK_THAT(run_layer(dot(true), kVectors, {{3, 4}, {-4, 3}}).y, EqualsNear({0}));
  CHECK_THAT(run_layer(dot(true), kVectors, {{3, 4}, {0, 5}}).y, EqualsNear({0.8F}));
}
TEST_CASE("dot: a vector of zeros has no direction: its cosine is 0, and it gets no gradient",
          "[layers]") {
  CHECK_THAT(run_layer(dot(true), kVectors, {{0, 0}, {1, 2}}).y, EqualsNear({0}));
}
TEST_CASE("dot: gradients agree with finite differences", "[layers]") {
  check_gradients(dot(), {{2, 3, 1, 1}, {2, 3, 1, 1}});
  check_gradients(dot(true), {{3, 1, 1}, {3, 1, 1}},
                  {.values = {{1, 2, 3, -1, 0.5F, 2}, {2, -1, 1, 3, 1, -2}}});
}
TEST_CASE("dot: refuses unequal vectors, and what is no vector", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(dot(), {{2, 1, 1}, {3, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "got [2, 1, 1] and [3, 1, 1]"));
  CHECK_THROWS_MATCHES(make_layer(dot(), {{2, 2, 1}, {2, 2, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(dot(), {{2, 1}, {2, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3"));
  CHECK_THROWS_MATCHES(make_layer(dot(), {{2, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
}

}  // namespace
}  // namespace attune::test
