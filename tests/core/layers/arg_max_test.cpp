#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec arg_max(std::int64_t axis, bool removes = false) {
  return layer_spec(LayerKind::arg_max, Proto().field(1, axis).field(2, removes));
}
const std::vector<float> kValues = {1, 7, 7, 8, 3, 2};

TEST_CASE("argMax: the position of the first largest value along an axis", "[layers]") {
  CHECK_THAT(run_layer(arg_max(1), Shape{2, 3}, kValues).y, EqualsBits({1, 0}));
  CHECK_THAT(run_layer(arg_max(-2), Shape{2, 3}, kValues).y, EqualsBits({1, 0, 0}));
  CHECK_THAT(run_layer(arg_max(0), Shape{3}, {5, 5, 5}).y, EqualsBits({0}));
}
TEST_CASE("argMax: the axis stays as 1, or is left out, but never the last", "[layers]") {
  CHECK(make_layer(arg_max(-3), {{45, 34, 10, 5}})->output_shapes()[0] == Shape{45, 1, 10, 5});
  CHECK(make_layer(arg_max(-3, true), {{45, 34, 10, 5}})->output_shapes()[0] == Shape{45, 10, 5});
  CHECK(make_layer(arg_max(0, true), {{5}})->output_shapes()[0] == Shape{1});
}
TEST_CASE("argMax: adds nothing to the gradient", "[layers]") {
  check_gradients(arg_max(0), Shape{3, 2});
}
TEST_CASE("argMax: refuses an axis that is lacking, an empty one, two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(arg_max(2), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(arg_max(0), {{0, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
  CHECK_THROWS_MATCHES(make_layer(arg_max(0), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "argMax reads 1 input"));
}

}  // namespace
}  // namespace attune::test
