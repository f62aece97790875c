#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec reverse(const std::vector<std::int64_t>& flags) {
  return layer_spec(LayerKind::reverse, Proto().packed(1, flags));
}

TEST_CASE("reverse: turns the chosen axes back to front", "[layers]") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6};
  CHECK_THAT(run_layer(reverse({1, 0}), Shape{2, 3}, x).y, EqualsBits({4, 5, 6, 1, 2, 3}));
  CHECK_THAT(run_layer(reverse({0, 1}), Shape{2, 3}, x).y, EqualsBits({3, 2, 1, 6, 5, 4}));
  CHECK_THAT(run_layer(reverse({1, 1}), Shape{2, 3}, x).y, EqualsBits({6, 5, 4, 3, 2, 1}));
  CHECK_THAT(run_layer(reverse({0, 0}), Shape{2, 3}, x).y, EqualsBits(x));
}
TEST_CASE("reverse: gradients agree with finite differences", "[layers]") {
  check_gradients(reverse({1, 0, 1}), Shape{2, 3, 2});
}
TEST_CASE("reverse: refuses another number of flags", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(reverse({1}), {{2, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "1 flags for an input of shape [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(reverse({}), {{2}}), Error, has_code(ErrorCode::model_invalid));
}
}  // namespace
}  // namespace attune::test
