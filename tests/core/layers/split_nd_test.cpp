#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec split_nd(std::int64_t axis, std::uint64_t parts, const std::vector<std::int64_t>& sizes,
                  int outputs) {
  Proto params;
  params.field(1, axis).field(2, parts);
  if (!sizes.empty()) params.packed(3, sizes);
  return layer_spec(LayerKind::split_nd, params, {.outputs = outputs});
}

TEST_CASE("splitND: parts of given sizes", "[layers]") {
  const LayerRun run = run_layer(split_nd(-1, 9, {1, 2}, 2), Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shapes == std::vector<Shape>{{2, 1}, {2, 2}});
  CHECK_THAT(run.outputs[0], EqualsNear({1, 4}));
  CHECK_THAT(run.outputs[1], EqualsNear({2, 3, 5, 6}));
}
TEST_CASE("splitND: equal parts", "[layers]") {
  const LayerRun run = run_layer(split_nd(0, 2, {}, 2), Shape{2, 2}, {1, 2, 3, 4});
  CHECK_THAT(run.outputs[0], EqualsNear({1, 2}));
  CHECK_THAT(run.outputs[1], EqualsNear({3, 4}));
}
TEST_CASE("splitND: gradients agree with finite differences", "[layers]") {
  check_gradients(split_nd(1, 0, {1, 3}, 2), Shape{2, 4, 2});
}
TEST_CASE("splitND: refuses sizes that do not sum to the axis", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(split_nd(0, 0, {1, 2}, 2), {{4}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(split_nd(0, 0, {3, 2}, 2), {{4}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(split_nd(0, 0, {5, -1}, 2), {{4}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(split_nd(0, 0, {4}, 2), {{4}}), Error,
                       has_code(ErrorCode::model_invalid, "makes 1 outputs, but names 2"));
}

}  // namespace
}  // namespace attune::test
