#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Mode { kSpaceToDepth = 0, kDepthToSpace = 1, kPixelShuffle = 2 };

TestSpec reorganize(int mode, std::uint64_t block = 2) {
  return layer_spec(LayerKind::reorganize_data, Proto().field(1, mode).field(2, block));
}
// The format's own example: eight channels of 1 x 2, or two of 2 x 4.
const std::vector<float> kDeep = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
const std::vector<float> kWide = {1, 5, 2, 6, 9,  13, 10, 14,  //
                                  3, 7, 4, 8, 11, 15, 12, 16};

TEST_CASE("reorganizeData: depth to space, as the format's example", "[layers]") {
  const LayerRun run = run_layer(reorganize(kDepthToSpace), Shape{8, 1, 2}, kDeep);
  CHECK(run.shape == Shape{2, 2, 4});
  CHECK_THAT(run.y, EqualsBits(kWide));
}
TEST_CASE("reorganizeData: space to depth is the way back", "[layers]") {
  const LayerRun run = run_layer(reorganize(kSpaceToDepth), Shape{2, 2, 4}, kWide);
  CHECK(run.shape == Shape{8, 1, 2});
  CHECK_THAT(run.y, EqualsBits(kDeep));
}
TEST_CASE("reorganizeData: pixel shuffle takes channels side by side", "[layers]") {
  const LayerRun run = run_layer(reorganize(kPixelShuffle), Shape{1, 8, 1, 2}, kDeep);
  CHECK(run.shape == Shape{1, 2, 2, 4});
  CHECK_THAT(run.y, EqualsBits({1, 3, 2, 4, 5, 7, 6, 8,  //
                                9, 11, 10, 12, 13, 15, 14, 16}));
}
TEST_CASE("reorganizeData: gradients agree with finite differences", "[layers]") {
  check_gradients(reorganize(kSpaceToDepth), Shape{2, 3, 2, 4});
  check_gradients(reorganize(kDepthToSpace, 3), Shape{9, 2, 1});
  check_gradients(reorganize(kPixelShuffle), Shape{2, 8, 1, 2});
}
TEST_CASE("reorganizeData: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const Shape& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {x}), Error, has_code(code, part));
  };
  refuses(reorganize(3), {4, 2, 2}, ErrorCode::model_invalid, "in mode 3 with blocks of 2");
  refuses(reorganize(kSpaceToDepth, 1), {4, 2, 2}, ErrorCode::model_invalid, "blocks of 1");
  refuses(reorganize(kSpaceToDepth), {4, 2, 3}, ErrorCode::shape_mismatch,
          "cannot divide [4, 2, 3] into blocks of 2");
  refuses(reorganize(kDepthToSpace), {6, 2, 2}, ErrorCode::shape_mismatch,
          "into channels for blocks of 2");
  refuses(reorganize(kPixelShuffle, 1ULL << 40), {4, 2, 2}, ErrorCode::shape_mismatch,
          "blocks of 1099511627776");
  refuses(reorganize(kSpaceToDepth), {2, 2}, ErrorCode::shape_mismatch, "rank >= 3");
}
}  // namespace
}  // namespace attune::test
