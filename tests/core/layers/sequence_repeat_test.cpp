#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec sequence_repeat(std::uint64_t times) {
  return layer_spec(LayerKind::sequence_repeat, Proto().field(1, times));
}

TEST_CASE("sequenceRepeat: the sequence, then the sequence again", "[layers]") {
  const LayerRun run = run_layer(sequence_repeat(2), Shape{2, 1, 2, 1, 1}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{4, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsBits({1, 2, 3, 4, 1, 2, 3, 4}));
}
TEST_CASE("sequenceRepeat: 0 repetitions are 1", "[layers]") {
  CHECK_THAT(run_layer(sequence_repeat(0), Shape{2, 1, 1, 1, 1}, {1, 2}).y, EqualsBits({1, 2}));
}
TEST_CASE("sequenceRepeat: axes in front of the sequence stay", "[layers]") {
  const LayerRun run = run_layer(sequence_repeat(2), Shape{2, 1, 2, 1, 1, 1}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 2, 2, 1, 1, 1});
  CHECK_THAT(run.y, EqualsBits({1, 2, 1, 2, 3, 4, 3, 4}));
}
TEST_CASE("sequenceRepeat: gradients agree with finite differences", "[layers]") {
  check_gradients(sequence_repeat(3), Shape{2, 2, 1, 2, 1});
}
TEST_CASE("sequenceRepeat: refuses an input without a sequence axis", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(sequence_repeat(2), {{2, 1, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 5"));
}
}  // namespace
}  // namespace attune::test
