#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec fill(float value, const std::vector<std::int64_t>& shape) {
  return layer_spec(LayerKind::fill_static, Proto().field(1, value).packed(2, shape),
                    {.inputs = 0});
}

TEST_CASE("fillStatic: one value everywhere, in every example", "[layers]") {
  const LayerRun run = run_layer(fill(1.5F, {2, 1, 2}), std::vector<Shape>{}, {}, 2);
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsBits(std::vector<float>(8, 1.5F)));
}
TEST_CASE("fillStatic: refuses inputs and shapes without elements", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(fill(1, {2}), {{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
  CHECK_THROWS_MATCHES(make_layer(fill(1, {}), {}), Error,
                       has_code(ErrorCode::model_invalid, "target shape is missing"));
  CHECK_THROWS_MATCHES(make_layer(fill(1, {2, 0}), {}), Error,
                       has_code(ErrorCode::model_invalid, "an extent below 1"));
}
TEST_CASE("fillStatic: gradients pass where it is used, none goes back", "[layers]") {
  check_gradients(fill(1, {2}), std::vector<Shape>{});
}
}  // namespace
}  // namespace attune::test
