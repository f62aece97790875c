#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/dynamic_networks.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
// y = 2 x if c, else x + 1.
std::string chosen(bool with_else = true) {
  Proto branch = Proto().message(1, network_of({scaled("twice", "x", "y", 2)}));
  if (with_else) branch.message(2, network_of({shifted("next", "x", "y", 1)}));
  return layer_bytes(LayerKind::branch, "choose", {"c"}, {}, branch);
}

TEST_CASE("branch: a number further than 1e-6 from 0 chooses the first network", "[layers]") {
  const auto model = dynamic_model({"x", "c"}, {"y"}, {chosen()});
  for (const float c : {1.0F, -1.0F, 2e-6F, -2e-6F})
    CHECK_THAT(answer(*model, {{"x", 5}, {"c", c}}, "y"), EqualsBits({10}));
}

TEST_CASE("branch: a number nearer to 0, and NaN, choose the second", "[layers]") {
  const auto model = dynamic_model({"x", "c"}, {"y"}, {chosen()});
  for (const float c : {0.0F, 1e-6F, -5e-7F, NAN})
    CHECK_THAT(answer(*model, {{"x", 5}, {"c", c}}, "y"), EqualsBits({6}));
}

TEST_CASE("branch: without a second network nothing is made", "[layers]") {
  const auto model = dynamic_model({"x", "c"}, {"y"}, {chosen(false)});
  CHECK_THAT(answer(*model, {{"x", 5}, {"c", 1}}, "y"), EqualsBits({10}));
  CHECK_THROWS_MATCHES(answer(*model, {{"x", 5}, {"c", 0}}, "y"), Error,
                       has_code(ErrorCode::model_invalid, "'y'"));
}

TEST_CASE("branch: refuses what is not one number, and to have no network", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::branch, Proto().message(1));
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{2}}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{1}, Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::branch), {Shape{1}}), Error,
                       has_code(ErrorCode::model_invalid, "ifBranch"));
}
}  // namespace
}  // namespace attune::test
