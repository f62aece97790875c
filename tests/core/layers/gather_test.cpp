#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec gather(std::int64_t axis) {
  return layer_spec(LayerKind::gather, Proto().field(1, axis), {.inputs = 2});
}

TEST_CASE("gather: slices in the order of the indices, repeated as they are", "[layers]") {
  const LayerRun run = run_layer(gather(0), {{3, 2}, {4}}, {{1, 2, 3, 4, 5, 6}, {2, 0, 2, 1}});
  CHECK(run.shape == Shape{4, 2});
  CHECK_THAT(run.y, EqualsBits({5, 6, 1, 2, 5, 6, 3, 4}));
}
TEST_CASE("gather: the indices' axes take the place of the axis", "[layers]") {
  const LayerRun run = run_layer(gather(-1), {{2, 3}, {2, 2}}, {{1, 2, 3, 4, 5, 6}, {0, 1, 2, 0}});
  CHECK(run.shape == Shape{2, 2, 2});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 1, 4, 5, 6, 4}));
  CHECK(run_layer(gather(1), {{2, 3, 5}, {6, 1}}, {std::vector<float>(30), std::vector<float>(6)})
            .shape == Shape{2, 6, 1, 5});
}
TEST_CASE("gather: negative indices count from the end; parts of numbers are cut off", "[layers]") {
  CHECK_THAT(run_layer(gather(0), {{3}, {5}}, {{1, 2, 3}, {-1, -3, 1.9F, -0.5F, -1.5F}}).y,
             EqualsBits({3, 1, 2, 1, 3}));
}
TEST_CASE("gather: each example has indices of its own", "[layers]") {
  CHECK_THAT(run_layer(gather(0), {{2}, {2}}, {{1, 2, 3, 4}, {0, 0, 1, 0}}, 2).y,
             EqualsBits({1, 1, 4, 3}));
}
TEST_CASE("gather: fails on an index outside of the axis", "[layers]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float index : {3.0F, -4.0F, 1e30F, -1e30F, infinity, -infinity, nan}) {
    CHECK(forward_status(gather(0), {{3}, {2}}, {{1, 2, 3}, {0, index}}) == layers::Status::failed);
  }
}
TEST_CASE("gather: gradients agree with finite differences; the indices get none", "[layers]") {
  check_gradients(gather(1), {{2, 3, 2}, {2, 2}},
                  {.values = {distinct_values(24),
                              {0.5F, -1.5F, 0.5F, 1.5F,  //
                               2.5F, 2.5F, 2.5F, -2.5F}}});
}
TEST_CASE("gather: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(gather(2), {{2, 2}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(gather(0), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs of rank >= 1"));
  CHECK_THROWS_MATCHES(make_layer(gather(0), {{2}, {}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 1"));
}
}  // namespace
}  // namespace attune::test
