#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/dynamic_networks.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
const std::string kEnd = layer_bytes(LayerKind::loop_continue, "end", {}, {});

TEST_CASE("loop_continue: begins the next turn, from within a branch too", "[layers]") {
  // Five turns of: i = i + 1; if (i == 3) end; v = v + 1.
  const std::string at_three = layer_bytes(
      LayerKind::branch, "at three", {"distance"}, {},
      Proto().message(1, network_of({copied("i", "unused")})).message(2, network_of({kEnd})));
  const std::vector<std::string> body = {
      shifted("next i", "i", "j", 1),           copied("j", "i"),
      shifted("distance", "i", "distance", -3), at_three,
      shifted("next v", "v", "w", 1),           copied("w", "v")};
  const auto model = dynamic_model(
      {"x"}, {"v", "i"}, {copied("x", "i"), copied("x", "v"), loop_around(body, {}, "", 5)});
  CHECK_THAT(answer(*model, {{"x", 0}}, "v"), EqualsBits({4}));
  CHECK_THAT(answer(*model, {{"x", 0}}, "i"), EqualsBits({5}));
}

TEST_CASE("loop_continue: outside of a loop it is refused, and with an input", "[layers]") {
  const auto model = dynamic_model({"x"}, {"y"}, {copied("x", "y"), kEnd});
  CHECK_THROWS_MATCHES(answer(*model, {{"x", 0}}, "y"), Error,
                       has_code(ErrorCode::model_invalid, "outside of a loop"));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::loop_continue), {Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
}
}  // namespace
}  // namespace attune::test
