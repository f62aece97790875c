#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

enum Axis { kChannel = 0, kHeight = 1, kWidth = 2 };

TestSpec slice(Axis axis, std::int64_t start, std::int64_t end, int stride = 1) {
  return layer_spec(LayerKind::slice,
                    Proto().field(1, start).field(2, end).field(3, stride).field(4, axis));
}

TEST_CASE("slice: takes a run of channels, rows or columns", "[layers]") {
  const Shape x{2, 2, 3};
  const std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const LayerRun channels = run_layer(slice(kChannel, 1, 2), x, values);
  CHECK(channels.shape == Shape{1, 2, 3});
  CHECK_THAT(channels.y, EqualsBits({7, 8, 9, 10, 11, 12}));
  CHECK_THAT(run_layer(slice(kHeight, 0, 1), x, values).y, EqualsBits({1, 2, 3, 7, 8, 9}));
  const LayerRun columns = run_layer(slice(kWidth, 1, 3), x, values);
  CHECK(columns.shape == Shape{2, 2, 2});
  CHECK_THAT(columns.y, EqualsBits({2, 3, 5, 6, 8, 9, 11, 12}));
}

TEST_CASE("slice: a stride skips indices", "[layers]") {
  CHECK_THAT(run_layer(slice(kWidth, 0, 5, 2), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({0, 2, 4}));
  CHECK_THAT(run_layer(slice(kWidth, 1, 5, 3), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({1, 4}));
  CHECK_THAT(run_layer(slice(kWidth, 1, 5, 99), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({1}));
}

TEST_CASE("slice: negative indices count from the end, and an end of 0 is the end", "[layers]") {
  CHECK_THAT(run_layer(slice(kWidth, -3, -1), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({2, 3}));
  CHECK_THAT(run_layer(slice(kWidth, -2, 0), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({3, 4}));
  CHECK_THAT(run_layer(slice(kWidth, 3, 0), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({3, 4}));
  CHECK_THAT(run_layer(slice(kWidth, 3, 99), Shape{5}, {0, 1, 2, 3, 4}).y, EqualsBits({3, 4}));
}

TEST_CASE("slice: gradients agree with finite differences", "[layers]") {
  check_gradients(slice(kChannel, 1, 4, 2), Shape{4, 2, 3});
  check_gradients(slice(kHeight, 1, 0), Shape{1, 2, 2, 3, 2});
  check_gradients(slice(kWidth, 0, 5, 2), Shape{2, 5});
}

TEST_CASE("slice: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const Shape& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {x}), Error, has_code(code, part));
  };
  refuses(slice(kChannel, 0, 1), Shape{2, 2}, ErrorCode::shape_mismatch, "rank >= 3, got [2, 2]");
  refuses(slice(kWidth, 2, 2), Shape{5}, ErrorCode::shape_mismatch,
          "takes nothing of an axis of 5");
  refuses(slice(kWidth, -6, 2), Shape{5}, ErrorCode::shape_mismatch, "slice from -6 to 2");
  refuses(slice(kWidth, 0, -5), Shape{5}, ErrorCode::shape_mismatch, "slice from 0 to -5");
  refuses(slice(kWidth, 0, 1, 0), Shape{5}, ErrorCode::model_invalid, "a stride of 0");
  refuses(slice(static_cast<Axis>(3), 0, 1), Shape{5}, ErrorCode::model_invalid, "unknown axis 3");
}
}  // namespace
}  // namespace attune::test
