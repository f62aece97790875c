#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec crop_by(int top, int bottom, int left, int right) {
  const auto edge_sizes = [](int start, int end) { return Proto().field(1, start).field(2, end); };
  const Proto borders =
      Proto().message(10, edge_sizes(top, bottom)).message(10, edge_sizes(left, right));
  return layer_spec(LayerKind::crop, Proto().message(1, borders));
}

TestSpec crop_at(const std::vector<std::int64_t>& offset) {
  return layer_spec(LayerKind::crop, Proto().packed(5, offset), {.inputs = 2});
}

TEST_CASE("crop: cuts amounts off each side", "[layers]") {
  const LayerRun run = run_layer(crop_by(1, 0, 0, 2), Shape{2, 2, 3},
                                 {1, 2, 3, 4, 5, 6,  //
                                  7, 8, 9, 10, 11, 12});
  CHECK(run.shape == Shape{2, 1, 1});
  CHECK_THAT(run.y, EqualsBits({4, 10}));
}

TEST_CASE("crop: takes its size from a second input", "[layers]") {
  const LayerRun run = run_layer(crop_at({1, 1}), {{1, 3, 3}, {5, 2, 1}},
                                 {{1, 2, 3, 4, 5, 6, 7, 8, 9}, std::vector<float>(10)});
  CHECK(run.shape == Shape{1, 2, 1});
  CHECK_THAT(run.y, EqualsBits({5, 8}));
}

TEST_CASE("crop: gradients agree with finite differences", "[layers]") {
  check_gradients(crop_by(1, 2, 0, 1), Shape{2, 5, 3});
  check_gradients(crop_at({0, 2}), {{1, 2, 3, 4}, {1, 1, 2, 2}});
}

TEST_CASE("crop: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(crop_by(1, 1, 0, 0), {Shape{1, 2, 2}}, ErrorCode::shape_mismatch,
          "crop of 0 rows and 2 columns from row 1 and column 0 is not inside its input");
  refuses(crop_by(0, 0, 0, 0), {Shape{2, 2}}, ErrorCode::shape_mismatch, "rank >= 3");
  refuses(crop_at({0, 1}), {Shape{1, 2, 2}, Shape{1, 2, 2}}, ErrorCode::shape_mismatch,
          "not inside");
  refuses(crop_at({0, 0}), {Shape{1, 2, 2}, Shape{1, 1, 2, 2}}, ErrorCode::shape_mismatch,
          "2 inputs of equal rank, got [1, 2, 2] and [1, 1, 2, 2]");
  refuses(crop_at({0}), {Shape{1, 2, 2}, Shape{1, 2, 2}}, ErrorCode::model_invalid,
          "an offset of 1 numbers");
  refuses(layer_spec(LayerKind::crop), {Shape{1, 2, 2}}, ErrorCode::model_invalid,
          "amounts for 0 axes");
}
}  // namespace
}  // namespace attune::test
