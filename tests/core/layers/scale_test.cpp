#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
using Extents = std::vector<std::int64_t>;

TestSpec scale(const Extents& shape, const std::vector<float>& values) {
  return layer_spec(LayerKind::scale, Proto().packed(1, shape).message(2, weights(values)));
}
TestSpec scale(const Extents& shape, const std::vector<float>& values, const Extents& bias_shape,
               const std::vector<float>& bias) {
  return layer_spec(LayerKind::scale, Proto()
                                          .packed(1, shape)
                                          .message(2, weights(values))
                                          .field(3, true)
                                          .packed(4, bias_shape)
                                          .message(5, weights(bias)));
}
const Shape kInput{2, 1, 2};

TEST_CASE("scale: the four shapes of a scale", "[layers]") {
  CHECK_THAT(run_layer(scale({1}, {10}), kInput, {1, 2, 3, 4}).y, EqualsNear({10, 20, 30, 40}));
  CHECK_THAT(run_layer(scale({2}, {10, 100}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({10, 20, 300, 400}));
  CHECK_THAT(run_layer(scale({1, 1, 2}, {10, 100}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({10, 200, 30, 400}));
  CHECK_THAT(run_layer(scale({2, 1, 2}, {1, 10, 100, 1000}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({1, 20, 300, 4000}));
}
TEST_CASE("scale: a bias of its own shape is added afterwards", "[layers]") {
  CHECK_THAT(run_layer(scale({2}, {10, 100}, {1}, {5}), kInput, {1, 2, 3, 4}).y,
             EqualsNear({15, 25, 305, 405}));
}
TEST_CASE("scale: leading axes are all treated as batch", "[layers]") {
  CHECK_THAT(run_layer(scale({2}, {10, 100}), Shape{2, 1, 2, 1, 1}, {1, 2, 3, 4}).y,
             EqualsNear({10, 200, 30, 400}));
}
TEST_CASE("scale: gradients agree with finite differences", "[layers]") {
  check_gradients(scale({1}, {1.5F}), kInput);
  check_gradients(scale({2}, {1.5F, -0.5F}, {2}, {1, 2}), Shape{3, 1, 2, 2, 2});
  check_gradients(scale({1, 1, 2}, {1.5F, -0.5F}, {1}, {1}), kInput);
  check_gradients(scale({2, 1, 2}, {1.5F, -0.5F, 1, 2}, {1, 1, 2}, {1, 2}), kInput);
}
TEST_CASE("scale: refuses shapes of another kind, that do not fit, or whose values are missing",
          "[layers]") {
  const auto make = [](const TestSpec& spec) { return make_layer(spec, {kInput}); };
  CHECK_THROWS_MATCHES(
      make(scale({2, 2}, {1, 2, 3, 4})), Error,
      has_code(ErrorCode::model_invalid, "must be [1], [C], [1, H, W] or [C, H, W]"));
  CHECK_THROWS_MATCHES(
      make(scale({3}, {1, 2, 3})), Error,
      has_code(ErrorCode::shape_mismatch, "weights of shape [3] do not fit the input [2, 1, 2]"));
  CHECK_THROWS_MATCHES(
      make(scale({2}, {1})), Error,
      has_code(ErrorCode::model_invalid, "weights have 1 values where its shape needs 2"));
  CHECK_THROWS_MATCHES(make(scale({2}, {1, 2}, {2}, {1})), Error,
                       has_code(ErrorCode::model_invalid, "biases"));
  CHECK_THROWS_MATCHES(make(scale({}, {1})), Error,
                       has_code(ErrorCode::model_invalid, "shape of its weights is missing"));
  CHECK_THROWS_MATCHES(make_layer(scale({1}, {1}), {{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3"));
}

}  // namespace
}  // namespace attune::test
