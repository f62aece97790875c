#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec permute(const std::vector<std::int64_t>& axes) {
  return layer_spec(LayerKind::permute, Proto().packed(1, axes));
}
Shape shape(const std::vector<std::int64_t>& axes) {
  return make_layer(permute(axes), {{2, 3, 4, 5, 6}})->output_shapes()[0];
}

TEST_CASE("permute: the format's own examples, Batch stays", "[layers]") {
  CHECK(shape({0, 3, 1, 2}) == Shape{2, 3, 6, 4, 5});  // [Seq, B, W, C, H]
  CHECK(shape({3, 1, 2, 0}) == Shape{6, 3, 4, 5, 2});  // [W, B, C, H, Seq]
  CHECK(shape({0, 3, 2, 1}) == Shape{2, 3, 6, 5, 4});  // [Seq, B, W, H, C]
  CHECK(shape({}) == Shape{2, 3, 4, 5, 6});
}
TEST_CASE("permute: the values move with their axes", "[layers]") {
  // C = 2, W = 3, exchanged.
  CHECK_THAT(run_layer(permute({0, 3, 2, 1}), Shape{1, 1, 2, 1, 3}, {1, 2, 3, 4, 5, 6}).y,
             EqualsNear({1, 4, 2, 5, 3, 6}));
  CHECK_THAT(run_layer(permute({1, 0, 2, 3}), Shape{2, 1, 2, 1, 1}, {1, 2, 3, 4}).y,
             EqualsNear({1, 3, 2, 4}));
}
TEST_CASE("permute: gradients agree with finite differences", "[layers]") {
  check_gradients(permute({2, 0, 3, 1}), Shape{2, 1, 3, 2, 2});
}
TEST_CASE("permute: refuses what is no permutation, and other ranks", "[layers]") {
  CHECK_THROWS_MATCHES(shape({0, 1, 2, 2}), Error,
                       has_code(ErrorCode::model_invalid, "0, 1, 2 and 3"));
  CHECK_THROWS_MATCHES(shape({0, 1, 2}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(shape({0, 1, 2, 4}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(shape({0, 1, 2, 3, 3}), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(make_layer(permute({0, 1, 2, 3}), {{1, 2, 3, 4}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 5, got [1, 2, 3, 4]"));
  CHECK_THROWS_MATCHES(make_layer(permute({0, 1, 2, 3}), {{1, 1, 1, 2, 3, 4}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank 5"));
}

}  // namespace
}  // namespace attune::test
