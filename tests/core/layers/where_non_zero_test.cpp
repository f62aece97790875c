#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TEST_CASE("whereNonZero: lists the indices of what is not 0", "[layers]") {
  const LayerRun run =
      run_layer(layer_spec(LayerKind::where_non_zero), Shape{2, 3}, {0, -1, 0, NAN, -0.0F, 2});
  CHECK(run.shape == Shape{3, 2});
  CHECK_THAT(run.y, EqualsBits({0, 1, 1, 0, 1, 2}));
}

TEST_CASE("whereNonZero: refuses zeros alone, since no array is empty", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::where_non_zero);
  const auto layer = make_layer(spec, {Shape{2}});
  const std::vector<float> zeros = {0, 0};
  const ConstTensor x{zeros.data(), Shape{2}, 1};
  layer->settle({&x, 1});
  CHECK_THROWS_MATCHES(layers::check_outputs(spec, layer->output_shapes()), Error,
                       has_code(ErrorCode::shape_mismatch, "[0, 1]"));
}

TEST_CASE("whereNonZero: refuses a number without axes", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::where_non_zero), {Shape{}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
