#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
const TestSpec kGather = layer_spec(LayerKind::gather_nd, {}, {.inputs = 2});

TEST_CASE("gatherND: a whole place names one element", "[layers]") {
  const LayerRun run =
      run_layer(kGather, {{2, 3}, {3, 2}}, {{1, 2, 3, 4, 5, 6}, {0, 2, 1, 0, -1, -1}});
  CHECK(run.shape == Shape{3});
  CHECK_THAT(run.y, EqualsBits({3, 4, 6}));
}
TEST_CASE("gatherND: part of a place names a slice", "[layers]") {
  const LayerRun run = run_layer(kGather, {{2, 3}, {1, 2, 1}}, {{1, 2, 3, 4, 5, 6}, {1, 0}});
  CHECK(run.shape == Shape{1, 2, 3});
  CHECK_THAT(run.y, EqualsBits({4, 5, 6, 1, 2, 3}));
}
TEST_CASE("gatherND: one place alone gives an array of one", "[layers]") {
  const LayerRun run = run_layer(kGather, {{2, 2}, {2}}, {{1, 2, 3, 4}, {1, 0}});
  CHECK(run.shape == Shape{1});
  CHECK_THAT(run.y, EqualsBits({3}));
}
TEST_CASE("gatherND: fails on an index outside of its axis", "[layers]") {
  CHECK(forward_status(kGather, {{2, 3}, {1, 2}}, {{1, 2, 3, 4, 5, 6}, {1, 2}}) ==
        layers::Status::ok);
  CHECK(forward_status(kGather, {{2, 3}, {1, 2}}, {{1, 2, 3, 4, 5, 6}, {0, 3}}) ==
        layers::Status::failed);
  CHECK(forward_status(kGather, {{2, 3}, {1, 2}}, {{1, 2, 3, 4, 5, 6}, {2, 0}}) ==
        layers::Status::failed);
  CHECK(forward_status(kGather, {{2, 3}, {1, 2}}, {{1, 2, 3, 4, 5, 6}, {-3, 0}}) ==
        layers::Status::failed);
}
TEST_CASE("gatherND: gradients agree with finite differences; the indices get none", "[layers]") {
  check_gradients(kGather, {{2, 3, 2}, {3, 2}},
                  {.values = {distinct_values(24),
                              {0.5F, 1.5F, 1.5F, -1.5F, 0.5F, 1.5F,  //
                               1.5F, 2.5F, 0.5F, 0.5F, 1.5F, 2.5F}}});
}
TEST_CASE("gatherND: refuses places with more numbers than there are axes", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(kGather, {{2, 2}, {5, 3}}), Error,
      has_code(ErrorCode::shape_mismatch, "indices of shape [5, 3], whose last axis"));
  CHECK_THROWS_MATCHES(make_layer(kGather, {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
}
}  // namespace
}  // namespace attune::test
