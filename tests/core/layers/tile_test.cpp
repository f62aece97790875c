#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec tile(const std::vector<std::int64_t>& reps, int inputs = 1) {
  return layer_spec(LayerKind::tile, Proto().packed(1, reps), {.inputs = inputs});
}

TEST_CASE("tile: repeats whole axes", "[layers]") {
  const LayerRun run = run_layer(tile({2, 3}), Shape{2, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{4, 6});
  CHECK_THAT(run.y, EqualsBits({1, 2, 1, 2, 1, 2,  //
                                3, 4, 3, 4, 3, 4,  //
                                1, 2, 1, 2, 1, 2,  //
                                3, 4, 3, 4, 3, 4}));
}
TEST_CASE("tile: repetitions that lack leading axes are 1 there", "[layers]") {
  const LayerRun run = run_layer(tile({2}), Shape{2, 1, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 1, 4});
  CHECK_THAT(run.y, EqualsBits({1, 2, 1, 2, 3, 4, 3, 4}));
}
TEST_CASE("tile: eight axes, each repeated", "[layers]") {
  const LayerRun run = run_layer(tile({2, 2, 2, 2, 2, 2, 2, 2}), Shape{1, 2, 1, 2, 1, 2, 1, 1},
                                 {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(run.shape == Shape{2, 4, 2, 4, 2, 4, 2, 2});
  // The innermost two axes of x are 1 x 1, so each value comes four times; then the pair again.
  const std::vector<float> first(run.y.begin(), run.y.begin() + 16);
  CHECK_THAT(first, EqualsBits({1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 2, 2, 2, 2}));
  CHECK(run.y.back() == 8);
}
TEST_CASE("tile: gradients agree with finite differences", "[layers]") {
  check_gradients(tile({2, 3, 2}), Shape{2, 3, 2});
  check_gradients(tile({1, 4}), Shape{3, 1, 2});
}
TEST_CASE("tile: repetitions may come as a second input", "[layers]") {
  const LayerRun run = run_layer(tile({}, 2), {Shape{2}, Shape{1}}, {{1, 2}, {3}});
  CHECK(run.shape == Shape{6});
  CHECK_THAT(run.y, EqualsBits({1, 2, 1, 2, 1, 2}));
  CHECK_THROWS_MATCHES(run_layer(tile({}, 2), {Shape{2}, Shape{1}}, {{1, 2}, {-1}}), Error,
                       has_code(ErrorCode::model_invalid, "cannot repeat an axis"));
}
TEST_CASE("tile: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(tile({}), {{2}}, ErrorCode::model_invalid, "tile has 0 repetitions");
  refuses(tile({1, 2}), {{2}}, ErrorCode::model_invalid, "2 repetitions for an input of shape [2]");
  refuses(tile({0}), {{2}}, ErrorCode::model_invalid, "cannot repeat an axis 0 times");
  refuses(tile({-1}), {{2}}, ErrorCode::model_invalid, "cannot repeat an axis");
  refuses(tile({1 << 20, 1 << 20}), {{2, 2}}, ErrorCode::model_too_large, "");
}
}  // namespace
}  // namespace attune::test
