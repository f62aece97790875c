#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec load_constant(const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
  return layer_spec(LayerKind::load_constant, Proto().packed(1, shape).message(2, weights(values)),
                    {.inputs = 0});
}

TEST_CASE("loadConstant: the stored values for every example", "[layers]") {
  const LayerRun run = run_layer(load_constant({2, 1, 1}, {3, 4}), {}, {}, 2);
  CHECK(run.shape == Shape{1, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({3, 4, 3, 4}));
}
TEST_CASE("loadConstant: a network can be trained through it", "[layers]") {
  check_gradients(load_constant({2, 1, 1}, {3, 4}), std::vector<Shape>{});
}
TEST_CASE("loadConstant: refuses an input, another rank, another number of values", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(load_constant({2, 1, 1}, {3, 4}), {{1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs, got [1]"));
  CHECK_THROWS_MATCHES(make_layer(load_constant({2}, {3, 4}), {}), Error,
                       has_code(ErrorCode::model_invalid, "3 extents, got [2]"));
  CHECK_THROWS_MATCHES(make_layer(load_constant({3, 1, 1}, {3, 4}), {}), Error,
                       has_code(ErrorCode::model_invalid, "values have 2 values"));
}

}  // namespace
}  // namespace attune::test
