#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TEST_CASE("getShape: answers the extents, for each example", "[layers]") {
  const LayerRun run =
      run_layer(layer_spec(LayerKind::get_shape), Shape{2, 1, 3}, random_values(12), 2);
  CHECK_THAT(run.y, EqualsBits({2, 1, 3, 2, 1, 3}));
  CHECK(run.shape == Shape{3});
}

TEST_CASE("getShape: hangs on no value, so it is planned and lets no gradient through",
          "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::get_shape);
  CHECK_FALSE(layers::is_dynamic(spec));
  check_gradients(spec, Shape{2, 3});
}

TEST_CASE("getShape: refuses a number without axes, and two inputs", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::get_shape);
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{}}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{1}, Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
