#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec softmax_spec() { return layer_spec(LayerKind::softmax); }

TEST_CASE("softmax: scores become probabilities", "[layers]") {
  const LayerRun run = run_layer(softmax_spec(), Shape{2, 1, 1}, {0, std::log(3.0F)});
  CHECK(run.shape == Shape{2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({0.25F, 0.75F}));
}
TEST_CASE("softmax: a large score does not overflow", "[layers]") {
  CHECK_THAT(run_layer(softmax_spec(), Shape{2, 1, 1}, {0, 1000}).y, EqualsNear({0, 1}));
  CHECK_THAT(run_layer(softmax_spec(), Shape{2, 1, 1}, {-1000, -1000}).y, EqualsNear({0.5F, 0.5F}));
}
TEST_CASE("softmax: a lane runs along the channels, H W apart", "[layers]") {
  const float three = std::log(3.0F);
  CHECK_THAT(run_layer(softmax_spec(), Shape{2, 1, 2}, {0, 5, three, 5}).y,
             EqualsNear({0.25F, 0.5F, 0.75F, 0.5F}));
  CHECK_THAT(run_layer(softmax_spec(), Shape{2, 1, 2, 1, 1}, {0, three, 5, 5}).y,
             EqualsNear({0.25F, 0.75F, 0.5F, 0.5F}));
}
TEST_CASE("softmax: a lane of one is certain", "[layers]") {
  CHECK_THAT(run_layer(softmax_spec(), Shape{1, 1, 2}, {-7, 7}).y, EqualsNear({1, 1}));
}
TEST_CASE("softmax: gradients agree with finite differences", "[layers]") {
  check_gradients(softmax_spec(), Shape{5, 1, 1});
  check_gradients(softmax_spec(), Shape{1, 1, 3, 2, 2});
}
TEST_CASE("softmax: refuses two inputs, and a rank below 3", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(softmax_spec(), {{1, 2, 1}, {1, 2, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input of rank >= 3"));
  CHECK_THROWS_MATCHES(make_layer(softmax_spec(), {{1, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "got [1, 2]"));
}

}  // namespace
}  // namespace attune::test
