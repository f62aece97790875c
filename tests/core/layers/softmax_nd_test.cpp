#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec softmax_nd(std::int64_t axis) {
  return layer_spec(LayerKind::softmax_nd, Proto().field(1, axis));
}

TEST_CASE("softmaxND: lanes run along the named axis", "[layers]") {
  const float three = std::log(3.0F);
  CHECK_THAT(run_layer(softmax_nd(0), Shape{2, 2}, {0, 5, three, 5}).y,
             EqualsNear({0.25F, 0.5F, 0.75F, 0.5F}));
  CHECK_THAT(run_layer(softmax_nd(1), Shape{2, 2}, {0, three, 5, 5}).y,
             EqualsNear({0.25F, 0.75F, 0.5F, 0.5F}));
  CHECK_THAT(run_layer(softmax_nd(-1), Shape{2, 2}, {0, three, 5, 5}).y,
             EqualsNear({0.25F, 0.75F, 0.5F, 0.5F}));
}
TEST_CASE("softmaxND: gradients agree with finite differences", "[layers]") {
  check_gradients(softmax_nd(-1), Shape{2, 4});
  check_gradients(softmax_nd(0), Shape{3, 2});
}
TEST_CASE("softmaxND: refuses an axis that the input lacks", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(softmax_nd(2), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2 of an array with 2 axes"));
  CHECK_THROWS_MATCHES(make_layer(softmax_nd(-3), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "axis -3"));
  CHECK_THROWS_MATCHES(make_layer(softmax_nd(0), {Shape{}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 1"));
}

}  // namespace
}  // namespace attune::test
