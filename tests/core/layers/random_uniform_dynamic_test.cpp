#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
const Proto kParams = Proto().field(1, 7).field(2, -1.0F).field(3, 2.0F);

TEST_CASE(
    "randomUniformDynamic: gives the numbers of the static layer in the shape that the input says",
    "[layers]") {
  const LayerRun run =
      run_layer(layer_spec(LayerKind::random_uniform_dynamic, kParams), Shape{2}, {2, 3});
  const Proto fixed = Proto(kParams).packed(4, {2, 3});
  const LayerRun other =
      run_layer(layer_spec(LayerKind::random_uniform_static, fixed, {.inputs = 0}),
                std::vector<Shape>{}, std::vector<std::vector<float>>{});
  CHECK(run.shape == Shape{2, 3});
  CHECK_THAT(run.y, EqualsBits(other.y));
}

TEST_CASE("randomUniformDynamic: refuses what is no shape, and two inputs", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::random_uniform_dynamic, kParams);
  CHECK_THROWS_MATCHES(run_layer(spec, Shape{1}, {0}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{1}, Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
