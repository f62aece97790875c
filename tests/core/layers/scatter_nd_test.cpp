#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin };

TestSpec scatter(Mode mode) {
  return layer_spec(LayerKind::scatter_nd, Proto().field(1, mode), {.inputs = 3});
}

TEST_CASE("scatterND: elements at whole places", "[layers]") {
  const std::vector<Shape> shapes = {{2, 2}, {3, 2}, {3}};
  const std::vector<std::vector<float>> values = {{8, 8, 8, 8}, {0, 1, -1, 0, 1, 0}, {2, 4, 16}};
  const auto run = [&](Mode mode) { return run_layer(scatter(mode), shapes, values).y; };
  CHECK_THAT(run(kUpdate), EqualsBits({8, 2, 16, 8}));
  CHECK_THAT(run(kAdd), EqualsBits({8, 10, 28, 8}));
  CHECK_THAT(run(kSubtract), EqualsBits({8, 6, -12, 8}));
  CHECK_THAT(run(kMultiply), EqualsBits({8, 16, 512, 8}));
  CHECK_THAT(run(kDivide), EqualsBits({8, 4, 0.125F, 8}));
  CHECK_THAT(run(kMax), EqualsBits({8, 8, 16, 8}));
  CHECK_THAT(run(kMin), EqualsBits({8, 2, 4, 8}));
}
TEST_CASE("scatterND: slices at parts of places", "[layers]") {
  CHECK_THAT(run_layer(scatter(kUpdate), {{3, 2}, {2, 1}, {2, 2}},
                       {{1, 2, 3, 4, 5, 6}, {2, 0}, {10, 20, 30, 40}})
                 .y,
             EqualsBits({30, 40, 3, 4, 10, 20}));
}
TEST_CASE("scatterND: fails on an index outside of its axis", "[layers]") {
  CHECK(forward_status(scatter(kAdd), {{2, 3}, {1, 2}, {1}}, {{1, 2, 3, 4, 5, 6}, {1, 2}, {1}}) ==
        layers::Status::ok);
  CHECK(forward_status(scatter(kAdd), {{2, 3}, {1, 2}, {1}}, {{1, 2, 3, 4, 5, 6}, {2, 1}, {1}}) ==
        layers::Status::failed);
}
TEST_CASE("scatterND: gradients agree with finite differences; the indices get none", "[layers]") {
  for (const Mode mode : {kUpdate, kAdd, kSubtract, kMultiply, kDivide, kMax, kMin}) {
    INFO("mode " << mode);
    check_gradients(scatter(mode), {{2, 2, 2}, {3, 2}, {3, 2}},
                    {.examples = 1,
                     .values = {{0.25F, 1.25F, -1.5F, 2.25F, 3.5F, -0.625F, 1.75F, -2.5F},
                                {0.5F, 1.5F, 1.5F, -1.5F, 0.5F, 1.5F},
                                {1.5F, -2, 0.75F, 1, -1.25F, 3}}});
  }
}
TEST_CASE("scatterND: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(scatter(kAdd), {{2, 3}, {4, 1}, {4, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "updates of shape [4, 3], got [4, 2]"));
  CHECK_THROWS_MATCHES(make_layer(scatter(kAdd), {{2}, {4, 2}, {4}}), Error,
                       has_code(ErrorCode::shape_mismatch, "indices of shape [4, 2]"));
  CHECK_THROWS_MATCHES(make_layer(scatter(static_cast<Mode>(9)), {{2}, {4, 1}, {4}}), Error,
                       has_code(ErrorCode::model_invalid, "unknown mode 9"));
}
}  // namespace
}  // namespace attune::test
