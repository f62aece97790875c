#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec gather(std::int64_t axis) {
  return layer_spec(LayerKind::gather_along_axis, Proto().field(1, axis), {.inputs = 2});
}

TEST_CASE("gatherAlongAxis: each index takes an element of its own lane", "[layers]") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6};
  const LayerRun rows = run_layer(gather(0), {{2, 3}, {1, 3}}, {x, {1, 0, -1}});
  CHECK(rows.shape == Shape{1, 3});
  CHECK_THAT(rows.y, EqualsBits({4, 2, 6}));
  const LayerRun columns = run_layer(gather(-1), {{2, 3}, {2, 4}}, {x, {0, 0, 2, 1, 2, 2, 0, -2}});
  CHECK(columns.shape == Shape{2, 4});
  CHECK_THAT(columns.y, EqualsBits({1, 1, 3, 2, 6, 6, 4, 5}));
}
TEST_CASE("gatherAlongAxis: fails on an index outside of the axis", "[layers]") {
  for (const float index : {2.0F, -3.0F, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(forward_status(gather(0), {{2, 1}, {1, 1}}, {{1, 2}, {index}}) == layers::Status::failed);
  }
}
TEST_CASE("gatherAlongAxis: gradients agree with finite differences; the indices get none",
          "[layers]") {
  check_gradients(gather(1), {{2, 3, 2}, {2, 1, 2}},
                  {.values = {distinct_values(24),
                              {0.5F, 2.5F, -1.5F, 1.5F,  //
                               2.5F, 2.5F, 0.5F, 1.5F}}});
  check_gradients(gather(-1), {{1, 2}, {1, 3}},
                  {.values = {distinct_values(4), {0.5F, 0.5F, 1.5F, 0.5F, 1.5F, 1.5F}}});
}
TEST_CASE("gatherAlongAxis: refuses shapes that differ elsewhere", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(gather(0), {{2, 3}, {2, 2}}), Error,
      has_code(ErrorCode::shape_mismatch, "indices of shape [2, 2] along axis 0 of [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(gather(0), {{2, 3}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "indices of shape [2]"));
  CHECK_THROWS_MATCHES(make_layer(gather(2), {{2, 3}, {2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
}
}  // namespace
}  // namespace attune::test
