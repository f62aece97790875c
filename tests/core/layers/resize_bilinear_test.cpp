#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kStrict = 0, kAlign = 1, kUpsample = 2, kRoiAlign = 3 };

TestSpec resize(int mode, const std::vector<std::int64_t>& size) {
  return layer_spec(LayerKind::resize_bilinear,
                    Proto().packed(1, size).message(2, Proto().field(1, mode)));
}
std::vector<float> columns(Mode mode, std::int64_t count, const std::vector<float>& row) {
  return run_layer(resize(mode, {1, count}), Shape{1, 1, static_cast<std::int64_t>(row.size())},
                   row)
      .y;
}

TEST_CASE("resizeBilinear: the places of each mode", "[layers]") {
  CHECK_THAT(columns(kStrict, 5, {0, 1}), EqualsNear({0, 0.25F, 0.5F, 0.75F, 1}));
  CHECK_THAT(columns(kAlign, 5, {0, 1}), EqualsNear({0, 0.25F, 0.5F, 0.75F, 1}));
  CHECK_THAT(columns(kUpsample, 5, {0, 1}), EqualsNear({0, 0.4F, 0.8F, 1, 1}));
  CHECK_THAT(columns(kRoiAlign, 5, {0, 1}), EqualsNear({0.1F, 0.3F, 0.5F, 0.7F, 0.9F}));
}
TEST_CASE("resizeBilinear: a single place", "[layers]") {
  CHECK_THAT(columns(kStrict, 1, {1, 2, 4, 8}), EqualsNear({1}));
  CHECK_THAT(columns(kAlign, 1, {1, 2, 4, 8}), EqualsNear({3}));
  CHECK_THAT(columns(kUpsample, 1, {1, 2, 4, 8}), EqualsNear({1}));
  CHECK_THAT(columns(kRoiAlign, 1, {1, 2, 4, 8}), EqualsNear({3}));
}
TEST_CASE("resizeBilinear: a single element is repeated", "[layers]") {
  for (const Mode mode : {kStrict, kAlign, kUpsample, kRoiAlign})
    CHECK_THAT(columns(mode, 3, {7}), EqualsBits({7, 7, 7}));
}
TEST_CASE("resizeBilinear: makes images smaller, too", "[layers]") {
  const LayerRun run =
      run_layer(resize(kStrict, {2, 2}), Shape{1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(run.shape == Shape{1, 2, 2});
  CHECK_THAT(run.y, EqualsBits({1, 3, 7, 9}));
}
TEST_CASE("resizeBilinear: without a target size one element is left", "[layers]") {
  const LayerRun run =
      run_layer(layer_spec(LayerKind::resize_bilinear), Shape{2, 1, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 1, 1});
  CHECK_THAT(run.y, EqualsBits({1, 3}));
}
TEST_CASE("resizeBilinear: gradients agree with finite differences", "[layers]") {
  for (const Mode mode : {kStrict, kAlign, kUpsample, kRoiAlign}) {
    check_gradients(resize(mode, {5, 2}), Shape{2, 3, 4});
    check_gradients(resize(mode, {1, 7}), Shape{1, 2, 1, 2, 3});
  }
}
TEST_CASE("resizeBilinear: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, ErrorCode code, std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {{1, 2, 2}}), Error, has_code(code, part));
  };
  refuses(resize(4, {2, 2}), ErrorCode::model_invalid, "unknown sampling mode 4");
  refuses(resize(0, {2}), ErrorCode::model_invalid, "1 numbers as its target size");
  refuses(resize(0, {2, 0}), ErrorCode::model_invalid, "a target size of 0");
  refuses(resize(0, {2, 1 << 25}), ErrorCode::model_invalid, "a target size of 33554432");
  CHECK_THROWS_MATCHES(make_layer(resize(0, {2, 2}), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3"));
}
}  // namespace
}  // namespace attune::test
