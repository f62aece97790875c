#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec load_constant_nd(const std::vector<std::int64_t>& shape,
                          const std::vector<float>& values) {
  return layer_spec(LayerKind::load_constant_nd,
                    Proto().packed(1, shape).message(2, weights(values)), {.inputs = 0});
}

TEST_CASE("loadConstantND: the stored values in the stored shape", "[layers]") {
  const LayerRun run = run_layer(load_constant_nd({2, 1}, {3, 4}), {}, {}, 2);
  CHECK(run.shape == Shape{2, 1});
  CHECK_THAT(run.y, EqualsNear({3, 4, 3, 4}));
}
TEST_CASE("loadConstantND: a network can be trained through it", "[layers]") {
  check_gradients(load_constant_nd({2}, {3, 4}), std::vector<Shape>{});
}
TEST_CASE("loadConstantND: refuses a shape that is missing", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(load_constant_nd({}, {3}), {}), Error,
                       has_code(ErrorCode::model_invalid, "shape is missing"));
  CHECK_THROWS_MATCHES(make_layer(load_constant_nd({2, 0}, {}), {}), Error,
                       has_code(ErrorCode::model_invalid, "below 1"));
}

}  // namespace
}  // namespace attune::test
