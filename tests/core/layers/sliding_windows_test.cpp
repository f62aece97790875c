#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec windows(std::int64_t axis, std::uint64_t size, std::uint64_t step) {
  return layer_spec(LayerKind::sliding_windows,
                    Proto().field(1, axis).field(2, size).field(3, step));
}

TEST_CASE("slidingWindows: windows overlap where the step is shorter", "[layers]") {
  const LayerRun run = run_layer(windows(0, 3, 1), Shape{4}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 2, 3, 4}));
}
TEST_CASE("slidingWindows: the axis becomes two; a rest is left out", "[layers]") {
  const LayerRun run = run_layer(windows(-2, 2, 2), Shape{5, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(run.shape == Shape{2, 2, 2});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 4, 5, 6, 7, 8}));
  CHECK_THAT(run_layer(windows(0, 1, 99), Shape{2}, {1, 2}).y, EqualsBits({1}));
}
TEST_CASE("slidingWindows: gradients agree with finite differences", "[layers]") {
  check_gradients(windows(1, 3, 1), Shape{2, 5, 2});
  check_gradients(windows(-1, 2, 3), Shape{2, 6});
}
TEST_CASE("slidingWindows: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, ErrorCode code, std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {{2, 4}}), Error, has_code(code, part));
  };
  refuses(windows(1, 0, 1), ErrorCode::model_invalid, "windows of 0 elements, 1 apart");
  refuses(windows(1, 1, 0), ErrorCode::model_invalid, "windows of 1 elements, 0 apart");
  refuses(windows(1, 5, 1), ErrorCode::shape_mismatch, "do not fit into axis 1 of [2, 4]");
  refuses(windows(2, 1, 1), ErrorCode::shape_mismatch, "names axis 2");
}
}  // namespace
}  // namespace attune::test
