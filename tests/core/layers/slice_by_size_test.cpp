#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec slice(std::int64_t axis, std::int64_t size) {
  return layer_spec(LayerKind::slice_by_size, Proto().field(2, size).field(3, axis), {.inputs = 2});
}

TEST_CASE("sliceBySize: a run from where the second input says", "[layers]") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6};
  const LayerRun rows = run_layer(slice(0, 2), {{3, 2}, {1}}, {x, {1}});
  CHECK(rows.shape == Shape{2, 2});
  CHECK_THAT(rows.y, EqualsBits({3, 4, 5, 6}));
  const LayerRun columns = run_layer(slice(-1, 2), {{2, 3}, {1}}, {x, {0}});
  CHECK(columns.shape == Shape{2, 2});
  CHECK_THAT(columns.y, EqualsBits({1, 2, 4, 5}));
}
TEST_CASE("sliceBySize: a negative beginning counts from the end", "[layers]") {
  CHECK_THAT(run_layer(slice(0, 2), {{4}, {1}}, {{1, 2, 3, 4}, {-3}}).y, EqualsBits({2, 3}));
}
TEST_CASE("sliceBySize: each example begins where it likes", "[layers]") {
  CHECK_THAT(run_layer(slice(0, 1), {{2}, {1}}, {{1, 2, 3, 4}, {1, 0}}, 2).y, EqualsBits({2, 3}));
}
TEST_CASE("sliceBySize: fails where the run leaves the axis", "[layers]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(forward_status(slice(0, 2), {{4}, {1}}, {{1, 2, 3, 4}, {2}}) == layers::Status::ok);
  for (const float begin : {3.0F, 4.0F, -1.0F, -5.0F, 1e30F, nan}) {
    CHECK(forward_status(slice(0, 2), {{4}, {1}}, {{1, 2, 3, 4}, {begin}}) ==
          layers::Status::failed);
  }
}
TEST_CASE("sliceBySize: gradients agree with finite differences; the beginning gets none",
          "[layers]") {
  check_gradients(slice(1, 2), {{2, 4, 2}, {1}}, {.values = {distinct_values(32), {1.5F, 0.5F}}});
}
TEST_CASE("sliceBySize: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(ErrorCode::shape_mismatch, part));
  };
  refuses(slice(0, 3), {{2}, {1}}, "cannot take 3 elements along axis 0 of [2]");
  refuses(slice(0, 0), {{2}, {1}}, "cannot take 0 elements");
  refuses(slice(0, -1), {{2}, {1}}, "cannot take -1 elements");
  refuses(slice(0, 1), {{2}, {2}}, "a beginning of shape [2]");
  refuses(slice(1, 1), {{2}, {1}}, "names axis 1");
  refuses(slice(0, 1), {{2}}, "reads 2 inputs");
}
}  // namespace
}  // namespace attune::test
