#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec transpose(const std::vector<std::int64_t>& axes) {
  return layer_spec(LayerKind::transpose, Proto().packed(1, axes));
}

TEST_CASE("transpose: axis i of the output is axis axes[i] of the input", "[layers]") {
  const LayerRun run = run_layer(transpose({1, 0}), Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{3, 2});
  CHECK_THAT(run.y, EqualsNear({1, 4, 2, 5, 3, 6}));
  CHECK(make_layer(transpose({3, 1, 2, 0}), {{6, 7, 8, 9}})->output_shapes()[0] ==
        Shape{9, 7, 8, 6});
}
TEST_CASE("transpose: gradients agree with finite differences", "[layers]") {
  check_gradients(transpose({2, 0, 1}), Shape{2, 3, 4});
}
TEST_CASE("transpose: refuses what is no permutation of the axes", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(transpose({0, 0}), {{2, 2}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 0 twice"));
  CHECK_THROWS_MATCHES(make_layer(transpose({0}), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names 1 axes"));
  CHECK_THROWS_MATCHES(make_layer(transpose({0, 2}), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis 2"));
}

}  // namespace
}  // namespace attune::test
