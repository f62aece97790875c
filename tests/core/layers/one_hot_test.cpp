#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec one_hot(std::uint64_t size, std::int64_t axis = -1, float on = 1, float off = 0,
                 int inputs = 1) {
  return layer_spec(LayerKind::one_hot,
                    Proto().field(1, size).field(2, axis).field(3, on).field(4, off),
                    {.inputs = inputs});
}

TEST_CASE("oneHot: the format's example", "[layers]") {
  const LayerRun run = run_layer(one_hot(4, -1, 5, -1), Shape{2}, {2, 0});
  CHECK(run.shape == Shape{2, 4});
  CHECK_THAT(run.y, EqualsBits({-1, -1, 5, -1, 5, -1, -1, -1}));
}
TEST_CASE("oneHot: the vectors lie along the axis of the output", "[layers]") {
  const LayerRun front = run_layer(one_hot(2, 0), Shape{3}, {1, 0, 1});
  CHECK(front.shape == Shape{2, 3});
  CHECK_THAT(front.y, EqualsBits({0, 1, 0, 1, 0, 1}));
  const LayerRun middle = run_layer(one_hot(2, -2), Shape{2, 2}, {1, 0, 0, 1});
  CHECK(middle.shape == Shape{2, 2, 2});
  CHECK_THAT(middle.y, EqualsBits({0, 1, 1, 0, 1, 0, 0, 1}));
}
TEST_CASE("oneHot: a number outside is none of them", "[layers]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float number : {-1.0F, 2.0F, 1e30F, -1e30F, infinity, -infinity, nan})
    CHECK_THAT(run_layer(one_hot(2), Shape{1}, {number}).y, EqualsBits({0, 0}));
}
TEST_CASE("oneHot: a number between two is rounded toward zero", "[layers]") {
  CHECK_THAT(run_layer(one_hot(2), Shape{2}, {1.9F, -0.5F}).y, EqualsBits({0, 1, 1, 0}));
}
TEST_CASE("oneHot: the size may come as a second input", "[layers]") {
  const LayerRun run = run_layer(one_hot(0, 0, 1, 0, 2), {Shape{2}, Shape{1}}, {{2, 0}, {3}});
  CHECK(run.shape == Shape{3, 2});
  CHECK_THAT(run.y, EqualsBits({0, 1, 0, 0, 1, 0}));
  CHECK_THROWS_MATCHES(run_layer(one_hot(0, 0, 1, 0, 2), {Shape{1}, Shape{1}}, {{0}, {0}}), Error,
                       has_code(ErrorCode::model_invalid, "vectors of 0 elements"));
  CHECK_THROWS_MATCHES(run_layer(one_hot(0, 0, 1, 0, 2), {Shape{1}, Shape{2}}, {{0}, {2, 2}}),
                       Error, has_code(ErrorCode::bad_example, "oneHot reads one number"));
}
TEST_CASE("oneHot: no gradient passes", "[layers]") {
  CHECK_FALSE(layers::find_layer_type(LayerKind::one_hot)->differentiable);
}
TEST_CASE("oneHot: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(one_hot(0), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "vectors of 0 elements"));
  CHECK_THROWS_MATCHES(make_layer(one_hot(2, 2), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
}
}  // namespace
}  // namespace attune::test
