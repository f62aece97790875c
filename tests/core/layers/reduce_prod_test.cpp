#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reduce_prod(const std::vector<std::int64_t>& axes, bool keeps = false, bool all = false) {
  return layer_spec(LayerKind::reduce_prod, Proto().packed(1, axes).field(2, keeps).field(3, all));
}
const std::vector<float> kValues = {1, -2, 3, 4, 5, -6};

TEST_CASE("reduceProd: along one axis, or all", "[layers]") {
  CHECK_THAT(run_layer(reduce_prod({1}), Shape{2, 3}, kValues).y, EqualsNear({-6, -120}));
  CHECK_THAT(run_layer(reduce_prod({-2}), Shape{2, 3}, kValues).y, EqualsNear({4, -10, -18}));
  CHECK_THAT(run_layer(reduce_prod({0, 1}), Shape{2, 3}, kValues).y, EqualsNear({720}));
  CHECK_THAT(run_layer(reduce_prod({}, false, true), Shape{2, 3}, kValues).y, EqualsNear({720}));
}
TEST_CASE("reduceProd: the axes stay as 1, or are left out, but never the last", "[layers]") {
  const Shape x{2, 3, 4};
  CHECK(make_layer(reduce_prod({-1, 0}, true), {x})->output_shapes()[0] == Shape{1, 3, 1});
  CHECK(make_layer(reduce_prod({-1, 0}), {x})->output_shapes()[0] == Shape{3});
  CHECK(make_layer(reduce_prod({}, true, true), {x})->output_shapes()[0] == Shape{1, 1, 1});
  CHECK(make_layer(reduce_prod({}, false, true), {x})->output_shapes()[0] == Shape{1});
}
TEST_CASE("reduceProd: a gradient at 0 is the product of the others", "[layers]") {
  CHECK_THAT(input_gradient(reduce_prod({0}), Shape{3}, {2, 0, 5}, {1}), EqualsBits({0, 10, 0}));
  CHECK_THAT(input_gradient(reduce_prod({0}), Shape{3}, {0, 0, 5}, {1}), EqualsBits({0, 0, 0}));
}
TEST_CASE("reduceProd: gradients agree with finite differences", "[layers]") {
  const std::vector<float> values = {1, -2, 3, 0.5F, -1.5F, 2.5F, 4, 0.75F};
  const std::vector<std::vector<std::int64_t>> lists = {{0, 2}, {1}, {-1}};
  for (const std::vector<std::int64_t>& axes : lists)
    check_gradients(reduce_prod(axes), Shape{2, 2, 2}, {.examples = 1, .values = {values}});
}
TEST_CASE("reduceProd: refuses no axes, axes that are lacking or named twice, an empty one",
          "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reduce_prod({}), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no axis"));
  CHECK_THROWS_MATCHES(make_layer(reduce_prod({1, -1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "axis 1 twice"));
  CHECK_THROWS_MATCHES(make_layer(reduce_prod({2}), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(reduce_prod({1}), {{2, 0}}), Error,
                       has_code(ErrorCode::shape_mismatch, "no values"));
}

}  // namespace
}  // namespace attune::test
