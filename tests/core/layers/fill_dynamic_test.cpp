#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
LayerRun filled(const std::vector<float>& shape) {
  return run_layer(layer_spec(LayerKind::fill_dynamic, Proto().field(1, -1.5F)),
                   Shape{static_cast<std::int64_t>(shape.size())}, shape);
}

TEST_CASE("fillDynamic: fills the shape that the input says", "[layers]") {
  const LayerRun run = filled({2, 1, 2});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsBits({-1.5F, -1.5F, -1.5F, -1.5F}));
}

TEST_CASE("fillDynamic: refuses what is no shape, or one that is too large", "[layers]") {
  CHECK_THROWS_MATCHES(filled({2, 0}), Error, has_code(ErrorCode::model_invalid, "below 1"));
  CHECK_THROWS_MATCHES(filled({NAN}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(filled({65536, 65536}), Error, has_code(ErrorCode::model_too_large));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::fill_dynamic), {Shape{1}, Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
