#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec range(float start, float end, float step) {
  return layer_spec(LayerKind::range_static, Proto().field(1, end).field(2, start).field(3, step),
                    {.inputs = 0});
}
LayerRun run(float start, float end, float step) {
  return run_layer(range(start, end, step), std::vector<Shape>{}, {});
}

TEST_CASE("rangeStatic: counts up or down, the end left out", "[layers]") {
  CHECK_THAT(run(5, 8, 1).y, EqualsBits({5, 6, 7}));
  CHECK_THAT(run(5, 8, 2).y, EqualsBits({5, 7}));
  CHECK_THAT(run(5, 8, 98).y, EqualsBits({5}));
  CHECK_THAT(run(2, -1, -1.5F).y, EqualsBits({2, 0.5F}));
  CHECK(run(0, 1000, 1).shape == Shape{1000});
}
TEST_CASE("rangeStatic: tenths end where they should", "[layers]") {
  CHECK(run(0, 0.3F, 0.1F).shape == Shape{3});
  CHECK(run(0, 1, 0.1F).shape == Shape{10});
}
TEST_CASE("rangeStatic: every example has the same numbers", "[layers]") {
  CHECK_THAT(run_layer(range(0, 2, 1), std::vector<Shape>{}, {}, 3).y,
             EqualsBits({0, 1, 0, 1, 0, 1}));
}
TEST_CASE("rangeStatic: gradients pass where it is used, none goes back", "[layers]") {
  check_gradients(range(0, 2, 1), std::vector<Shape>{});
}
TEST_CASE("rangeStatic: refuses what has no numbers", "[layers]") {
  const auto refuses = [](const TestSpec& spec, ErrorCode code, std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {}), Error, has_code(code, part));
  };
  const float infinity = std::numeric_limits<float>::infinity();
  refuses(range(1, 2, 0), ErrorCode::model_invalid, "from 1 to 2 in steps of 0 has no values");
  refuses(range(2, 1, 1), ErrorCode::model_invalid, "has no values");
  refuses(range(1, 1, 1), ErrorCode::model_invalid, "has no values");
  refuses(range(0, std::numeric_limits<float>::quiet_NaN(), 1), ErrorCode::model_invalid, "");
  refuses(range(0, infinity, infinity), ErrorCode::model_invalid, "");
  refuses(range(0, infinity, 1), ErrorCode::model_too_large, "");
  refuses(range(0, 1e30F, 1), ErrorCode::model_too_large, "rangeStatic has 1e30 values");
  CHECK_THROWS_MATCHES(make_layer(range(0, 1, 1), {{1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 0 inputs"));
}
}  // namespace
}  // namespace attune::test
