#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
LayerRun repeated(const std::vector<float>& to) {
  return run_layer(layer_spec(LayerKind::broadcast_to_dynamic, {}, {.inputs = 2}),
                   {Shape{2, 1}, Shape{static_cast<std::int64_t>(to.size())}}, {{1, 2}, to});
}

TEST_CASE("broadcastToDynamic: repeats along axes of 1 and along new ones in front", "[layers]") {
  CHECK_THAT(repeated({2, 3}).y, EqualsBits({1, 1, 1, 2, 2, 2}));
  const LayerRun run = repeated({2, 2, 2});
  CHECK(run.shape == Shape{2, 2, 2});
  CHECK_THAT(run.y, EqualsBits({1, 1, 2, 2, 1, 1, 2, 2}));
}

TEST_CASE("broadcastToDynamic: refuses a shape that does not fit, and what is no shape",
          "[layers]") {
  CHECK_THROWS_MATCHES(repeated({3, 3}), Error,
                       has_code(ErrorCode::shape_mismatch, "cannot repeat [2, 1] to [3, 3]"));
  CHECK_THROWS_MATCHES(repeated({3}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(repeated({2, -1}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(repeated({2, INFINITY}), Error, has_code(ErrorCode::bad_example));
}
}  // namespace
}  // namespace attune::test
