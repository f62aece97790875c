#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
LayerRun reshaped(const std::vector<float>& target) {
  return run_layer(layer_spec(LayerKind::reshape_dynamic, {}, {.inputs = 2}),
                   {Shape{2, 3}, Shape{static_cast<std::int64_t>(target.size())}},
                   {{1, 2, 3, 4, 5, 6}, target});
}

TEST_CASE("reshapeDynamic: gives the values the shape that the second input says", "[layers]") {
  const LayerRun run = reshaped({3, 1, 2});
  CHECK(run.shape == Shape{3, 1, 2});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 4, 5, 6}));
  CHECK(reshaped({-1, 2}).shape == Shape{3, 2});
}

TEST_CASE("reshapeDynamic: refuses another size, and what is no shape", "[layers]") {
  CHECK_THROWS_MATCHES(reshaped({4, 2}), Error, has_code(ErrorCode::shape_mismatch, "[4, 2]"));
  CHECK_THROWS_MATCHES(reshaped({0, 6}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(reshaped({-1, -1}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(reshaped({NAN}), Error, has_code(ErrorCode::bad_example, "NaN"));
  CHECK_THROWS_MATCHES(reshaped({1e20F}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::reshape_dynamic), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
