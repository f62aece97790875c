#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec clip(float least, float most) {
  return layer_spec(LayerKind::clip, Proto().field(1, least).field(2, most));
}

TEST_CASE("clip: keeps values within the bounds", "[layers]") {
  CHECK_THAT(run_layer(clip(-1, 2), Shape{5}, {-3, -1, 0, 2, 5}).y, EqualsNear({-1, -1, 0, 2, 2}));
}
TEST_CASE("clip: gradients agree with finite differences", "[layers]") {
  check_gradients(clip(-0.1F, 0.1F), Shape{4, 2});
}
TEST_CASE("clip: refuses bounds in the wrong order", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(clip(2, 1), {{1}}), Error,
                       has_code(ErrorCode::model_invalid, "minVal 2 is above its maxVal 1"));
}

}  // namespace
}  // namespace attune::test
