#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/forward_status.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reverse(std::int64_t batch, std::int64_t sequence) {
  return layer_spec(LayerKind::reverse_seq, Proto().field(1, batch).field(2, sequence),
                    {.inputs = 2});
}

TEST_CASE("reverseSeq: the format's examples", "[layers]") {
  CHECK_THAT(run_layer(reverse(0, 1), {{2, 4}, {2}}, {{0, 1, 2, 3, 4, 5, 6, 7}, {3, 0}}).y,
             EqualsBits({2, 1, 0, 3, 4, 5, 6, 7}));
  CHECK_THAT(
      run_layer(reverse(0, -2), {{2, 3, 2}, {2}}, {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {2, 3}})
          .y,
      EqualsBits({2, 3, 0, 1, 4, 5, 10, 11, 8, 9, 6, 7}));
}
TEST_CASE("reverseSeq: axes in front of, between and behind the two", "[layers]") {
  // [2, B = 2, 1, L = 2, 1]
  CHECK_THAT(run_layer(reverse(1, 3), {{2, 2, 1, 2, 1}, {2}}, {{1, 2, 3, 4, 5, 6, 7, 8}, {1, 2}}).y,
             EqualsBits({1, 2, 4, 3, 5, 6, 8, 7}));
  // [B = 2, 2, L = 2]
  CHECK_THAT(run_layer(reverse(0, 2), {{2, 2, 2}, {2}}, {{1, 2, 3, 4, 5, 6, 7, 8}, {2, 0}}).y,
             EqualsBits({2, 1, 4, 3, 5, 6, 7, 8}));
}
TEST_CASE("reverseSeq: fails on a length that no sequence has", "[layers]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(forward_status(reverse(0, 1), {{1, 2}, {1}}, {{1, 2}, {2}}) == layers::Status::ok);
  for (const float length : {3.0F, -1.0F, 1e30F, nan}) {
    CHECK(forward_status(reverse(0, 1), {{1, 2}, {1}}, {{1, 2}, {length}}) ==
          layers::Status::failed);
  }
}
TEST_CASE("reverseSeq: gradients agree with finite differences; the lengths get none", "[layers]") {
  check_gradients(reverse(0, 1), {{3, 4, 2}, {3}},
                  {.values = {distinct_values(48), {3.5F, 0.5F, 2.5F, 1.5F, 4.5F, 2.5F}}});
  check_gradients(reverse(0, 2), {{2, 2, 3}, {2}},
                  {.examples = 1, .values = {distinct_values(12), {3.5F, 2.5F}}});
}
TEST_CASE("reverseSeq: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(
      make_layer(reverse(1, 0), {{2, 2}, {2}}), Error,
      has_code(ErrorCode::model_invalid, "batch axis 1, which does not stand before"));
  CHECK_THROWS_MATCHES(make_layer(reverse(-1, 1), {{2, 2}, {2}}), Error,
                       has_code(ErrorCode::model_invalid, "batch axis 1"));
  CHECK_THROWS_MATCHES(make_layer(reverse(0, 1), {{2, 2}, {3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "needs 2 lengths"));
  CHECK_THROWS_MATCHES(make_layer(reverse(0, 2), {{2, 2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reverse(0, 1), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 2 inputs"));
}
}  // namespace
}  // namespace attune::test
