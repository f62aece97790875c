#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
LayerRun range(const std::vector<float>& inputs) {
  std::vector<std::vector<float>> values;
  for (const float input : inputs) values.push_back({input});
  return run_layer(layer_spec(LayerKind::range_dynamic, Proto().field(2, 1.0F).field(3, 0.5F),
                              {.inputs = static_cast<int>(inputs.size())}),
                   std::vector<Shape>(inputs.size(), Shape{1}), values);
}

TEST_CASE("rangeDynamic: the inputs are end, start and step; the file has what is not given",
          "[layers]") {
  CHECK_THAT(range({2.75F}).y, EqualsBits({1, 1.5F, 2, 2.5F}));
  CHECK_THAT(range({2.5F}).y, EqualsBits({1, 1.5F, 2}));
  CHECK_THAT(range({0.5F, -1}).y, EqualsBits({-1, -0.5F, 0}));
  CHECK_THAT(range({0, 5, -2}).y, EqualsBits({5, 3, 1}));
}

TEST_CASE("rangeDynamic: refuses steps that do not arrive, and no or four inputs", "[layers]") {
  CHECK_THROWS_MATCHES(range({2, 1, 0}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(range({NAN}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(range({1, INFINITY}), Error, has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(range({1e30F, 0, 1}), Error, has_code(ErrorCode::model_too_large));
  CHECK_THROWS_MATCHES(range({}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(range({1, 2, 3, 4}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::range_dynamic), {Shape{2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "[2]"));
}
}  // namespace
}  // namespace attune::test
