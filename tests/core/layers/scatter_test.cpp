#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin };

TestSpec scatter(int mode, std::int64_t axis = 0) {
  return layer_spec(LayerKind::scatter, Proto().field(1, axis).field(2, mode), {.inputs = 3});
}

TEST_CASE("scatter: the modes", "[layers]") {
  // The first element is left alone, the last one changed twice.
  const auto run = [](Mode mode) {
    return run_layer(scatter(mode), {{3}, {3}, {3}}, {{8, 8, 8}, {1, -1, 2}, {2, 16, 4}}).y;
  };
  CHECK_THAT(run(kUpdate), EqualsBits({8, 2, 4}));
  CHECK_THAT(run(kAdd), EqualsBits({8, 10, 28}));
  CHECK_THAT(run(kSubtract), EqualsBits({8, 6, -12}));
  CHECK_THAT(run(kMultiply), EqualsBits({8, 16, 512}));
  CHECK_THAT(run(kDivide), EqualsBits({8, 4, 0.125F}));
  CHECK_THAT(run(kMax), EqualsBits({8, 8, 16}));
  CHECK_THAT(run(kMin), EqualsBits({8, 2, 4}));
}
TEST_CASE("scatter: whole slices along any axis", "[layers]") {
  CHECK_THAT(run_layer(scatter(kUpdate, -1), {{2, 3}, {2}, {2, 2}},
                       {{1, 2, 3, 4, 5, 6}, {2, 0}, {10, 20, 30, 40}})
                 .y,
             EqualsBits({20, 2, 10, 40, 5, 30}));
  CHECK_THAT(run_layer(scatter(kAdd, 0), {{2, 2}, {1, 2}, {1, 2, 2}},
                       {{1, 2, 3, 4}, {1, 1}, {10, 20, 30, 40}})
                 .y,
             EqualsBits({1, 2, 43, 64}));
}
TEST_CASE("scatter: undoes gather", "[layers]") {
  const TestSpec gather = layer_spec(LayerKind::gather, Proto().field(1, 1), {.inputs = 2});
  const std::vector<Shape> shapes = {{2, 4, 3}, {3}};
  const std::vector<float> x = distinct_values(24), indices = {3, 0, -2};
  const LayerRun taken = run_layer(gather, shapes, {x, indices});
  CHECK_THAT(
      run_layer(scatter(kUpdate, 1), {shapes[0], shapes[1], taken.shape}, {x, indices, taken.y}).y,
      EqualsBits(x));
}
TEST_CASE("scatter: fails on an index outside of the axis", "[layers]") {
  for (const float index : {2.0F, -3.0F, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(forward_status(scatter(kAdd), {{2}, {1}, {1}}, {{1, 2}, {index}, {3}}) ==
          layers::Status::failed);
  }
}
TEST_CASE("scatter: gradients agree with finite differences; the indices get none", "[layers]") {
  // Elements that are met once, twice and not at all.
  const std::vector<float> indices = {0.5F, -1.5F, 0.5F, 2.5F, 2.5F, 1.5F};
  const std::vector<float> updates = {1.5F, -2, 0.75F, 1, -1.25F, 3,  //
                                      0.5F, -1, 2,     4, -3,     -1.75F};
  const std::vector<float> container = {0.25F,   1.25F,  -1.5F,  2.25F,   3.5F,  -0.625F,
                                        1.75F,   -2.5F,  0.875F, -1.125F, 2.75F, 3.25F,
                                        -0.375F, 1.375F, 2.125F, -3.75F};
  for (const Mode mode : {kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin}) {
    INFO("mode " << mode);
    check_gradients(scatter(mode, 0), {{4, 2}, {3}, {3, 2}},
                    {.values = {container, indices, updates}});
  }
}
TEST_CASE("scatter: the gradient of a product does not divide by its factors", "[layers]") {
  check_gradients(scatter(kMultiply), {{1}, {2}, {2}},
                  {.examples = 1, .values = {{3}, {0.5F, 0.5F}, {0, 2}}});
}
TEST_CASE("scatter: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(scatter(7), {{2}, {1}, {1}}), Error,
                       has_code(ErrorCode::model_invalid, "in the unknown mode 7"));
  CHECK_THROWS_MATCHES(make_layer(scatter(-1), {{2}, {1}, {1}}), Error,
                       has_code(ErrorCode::model_invalid, "in the unknown mode"));
  CHECK_THROWS_MATCHES(make_layer(scatter(0), {{2, 3}, {4}, {4, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "updates of shape [4, 3], got [4, 2]"));
  CHECK_THROWS_MATCHES(make_layer(scatter(0), {{2}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 3 inputs"));
  CHECK_THROWS_MATCHES(make_layer(scatter(0, 1), {{2}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 1"));
}
}  // namespace
}  // namespace attune::test
