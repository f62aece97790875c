#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec stack(std::int64_t axis, int inputs = 2) {
  return layer_spec(LayerKind::stack, Proto().field(1, axis), {.inputs = inputs});
}

TEST_CASE("stack: a new axis in front, in the middle, at the end", "[layers]") {
  const std::vector<Shape> x = {{2, 2}, {2, 2}};
  const std::vector<std::vector<float>> values = {{1, 2, 3, 4}, {5, 6, 7, 8}};
  const LayerRun front = run_layer(stack(0), x, values);
  CHECK(front.shape == Shape{2, 2, 2});
  CHECK_THAT(front.y, EqualsBits({1, 2, 3, 4, 5, 6, 7, 8}));
  CHECK_THAT(run_layer(stack(-2), x, values).y, EqualsBits({1, 2, 5, 6, 3, 4, 7, 8}));
  CHECK_THAT(run_layer(stack(2), x, values).y, EqualsBits({1, 5, 2, 6, 3, 7, 4, 8}));
}
TEST_CASE("stack: the new axis is as long as there are inputs", "[layers]") {
  const LayerRun run = run_layer(stack(1, 3), {{2}, {2}, {2}}, {{1, 2}, {3, 4}, {5, 6}});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits({1, 3, 5, 2, 4, 6}));
}
TEST_CASE("stack: gradients agree with finite differences", "[layers]") {
  check_gradients(stack(1, 3), {{2, 3}, {2, 3}, {2, 3}});
  check_gradients(stack(-1), {{3}, {3}});
}
TEST_CASE("stack: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(ErrorCode::shape_mismatch, part));
  };
  refuses(stack(0), {{2}, {3}}, "cannot join [2] and [3] along axis 0");
  refuses(stack(0), {{1}, {2}}, "cannot join [1] and [2]");
  refuses(stack(2), {{2}, {2}}, "names axis 2 of an array with 2 axes");
  refuses(stack(-3), {{2}, {2}}, "names axis -3");
  refuses(stack(0, 1), {{2}}, "2 inputs or more");
}
}  // namespace
}  // namespace attune::test
