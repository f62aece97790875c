#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin };

TestSpec scatter(Mode mode, std::int64_t axis) {
  return layer_spec(LayerKind::scatter_along_axis, Proto().field(1, axis).field(2, mode),
                    {.inputs = 3});
}

TEST_CASE("scatterAlongAxis: each index changes an element of its own lane", "[layers]") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6};
  CHECK_THAT(
      run_layer(scatter(kUpdate, 0), {{2, 3}, {1, 3}, {1, 3}}, {x, {1, 0, -1}, {10, 20, 30}}).y,
      EqualsBits({1, 20, 3, 10, 5, 30}));
  CHECK_THAT(
      run_layer(scatter(kAdd, -1), {{2, 3}, {2, 2}, {2, 2}}, {x, {0, 0, 2, 1}, {10, 20, 30, 40}}).y,
      EqualsBits({31, 2, 3, 4, 45, 36}));
}
TEST_CASE("scatterAlongAxis: the modes", "[layers]") {
  const auto run = [](Mode mode) {
    return run_layer(scatter(mode, 0), {{3, 1}, {3, 1}, {3, 1}},
                     {{8, 8, 8}, {1, 2, -1}, {2, 16, 4}})
        .y;
  };
  CHECK_THAT(run(kUpdate), EqualsBits({8, 2, 4}));
  CHECK_THAT(run(kAdd), EqualsBits({8, 10, 28}));
  CHECK_THAT(run(kSubtract), EqualsBits({8, 6, -12}));
  CHECK_THAT(run(kMultiply), EqualsBits({8, 16, 512}));
  CHECK_THAT(run(kDivide), EqualsBits({8, 4, 0.125F}));
  CHECK_THAT(run(kMax), EqualsBits({8, 8, 16}));
  CHECK_THAT(run(kMin), EqualsBits({8, 2, 4}));
}
TEST_CASE("scatterAlongAxis: fails on an index outside of the axis", "[layers]") {
  for (const float index : {2.0F, -3.0F, std::numeric_limits<float>::infinity()}) {
    CHECK(forward_status(scatter(kAdd, 0), {{2}, {1}, {1}}, {{1, 2}, {index}, {3}}) ==
          layers::Status::failed);
  }
}
TEST_CASE("scatterAlongAxis: gradients agree with finite differences; the indices get none",
          "[layers]") {
  for (const Mode mode : {kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin}) {
    INFO("mode " << mode);
    check_gradients(scatter(mode, 1), {{2, 3}, {2, 2}, {2, 2}},
                    {.examples = 1,
                     .values = {{0.25F, 1.25F, -1.5F, 2.25F, 3.5F, -0.625F},
                                {0.5F, -2.5F, 1.5F, 2.5F},
                                {1.5F, -2, 0.75F, 1}}});
  }
}
TEST_CASE("scatterAlongAxis: refuses shapes that do not go together", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(scatter(kAdd, 0), {{2, 3}, {1, 2}, {1, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "indices of shape [1, 2] along axis 0"));
  CHECK_THROWS_MATCHES(make_layer(scatter(kAdd, 0), {{2, 3}, {1, 3}, {2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "updates of shape [1, 3], got [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(scatter(static_cast<Mode>(7), 0), {{2}, {1}, {1}}), Error,
                       has_code(ErrorCode::model_invalid, "unknown mode 7"));
}
}  // namespace
}  // namespace attune::test
