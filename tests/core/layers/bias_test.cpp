#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec bias(const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
  return layer_spec(LayerKind::bias, Proto().packed(1, shape).message(2, weights(values)));
}
const Shape kInput{2, 1, 2};

TEST_CASE("bias: the four shapes of a bias", "[layers]") {
  CHECK_THAT(run_layer(bias({1}, {10}), kInput, {1, 2, 3, 4}).y, EqualsNear({11, 12, 13, 14}));
  CHECK_THAT(run_layer(bias({2}, {10, 100}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({11, 12, 103, 104}));
  CHECK_THAT(run_layer(bias({1, 1, 2}, {10, 100}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({11, 102, 13, 104}));
  CHECK_THAT(run_layer(bias({2, 1, 2}, {10, 20, 30, 40}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({11, 22, 33, 44}));
}
TEST_CASE("bias: gradients agree with finite differences", "[layers]") {
  check_gradients(bias({1}, {1}), kInput);
  check_gradients(bias({2}, {1, 2}), Shape{3, 2, 2, 2});
  check_gradients(bias({2, 1, 2}, {1, 2, 3, 4}), kInput);
}
TEST_CASE("bias: refuses a shape that does not fit, and two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(bias({3}, {1, 2, 3}), {kInput}), Error,
                       has_code(ErrorCode::shape_mismatch, "do not fit"));
  CHECK_THROWS_MATCHES(make_layer(bias({1}, {1}), {kInput, kInput}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input"));
}

}  // namespace
}  // namespace attune::test
