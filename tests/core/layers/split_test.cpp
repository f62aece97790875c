#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec split(std::uint64_t parts, int outputs) {
  return layer_spec(LayerKind::split, Proto().field(1, parts), {.outputs = outputs});
}

TEST_CASE("split: cuts the channels into equal parts", "[layers]") {
  const LayerRun run = run_layer(split(2, 2), Shape{4, 1, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(run.shapes == std::vector<Shape>{{2, 1, 2}, {2, 1, 2}});
  CHECK_THAT(run.outputs[0], EqualsNear({1, 2, 3, 4}));
  CHECK_THAT(run.outputs[1], EqualsNear({5, 6, 7, 8}));
}
TEST_CASE("split: leading axes stay apart", "[layers]") {
  const LayerRun run = run_layer(split(2, 2), Shape{2, 2, 1, 1}, {1, 2, 3, 4});
  CHECK_THAT(run.outputs[0], EqualsNear({1, 3}));
  CHECK_THAT(run.outputs[1], EqualsNear({2, 4}));
}
TEST_CASE("split: gradients agree with finite differences", "[layers]") {
  check_gradients(split(3, 3), Shape{2, 6, 1, 2});
}
TEST_CASE("split: refuses channels that do not divide and another number of outputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(split(2, 2), {{3, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot cut axis 0 of [3, 1, 1]"));
  CHECK_THROWS_MATCHES(make_layer(split(3, 2), {{6, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "makes 3 outputs, but names 2"));
  CHECK_THROWS_MATCHES(make_layer(split(0, 0), {{6, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(split(2, 2), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis -3"));
}

}  // namespace
}  // namespace attune::test
