#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "plan/interpreter.h"
#include "support/dynamic_networks.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
// v doubles each turn.
std::vector<std::string> doubling() { return {scaled("twice", "v", "w", 2), copied("w", "v")}; }

TEST_CASE("loop: without a condition runs its body as often as the file says", "[layers]") {
  for (const std::uint64_t limit : {0U, 1U, 5U}) {
    const auto model =
        dynamic_model({"x"}, {"v"}, {copied("x", "v"), loop_around(doubling(), {}, "", limit)});
    CHECK_THAT(answer(*model, {{"x", 3}}, "v"), EqualsBits({3 * static_cast<float>(1 << limit)}));
  }
}

TEST_CASE("loop: an input is the limit in place of the file's", "[layers]") {
  const auto model = dynamic_model({"x", "n"}, {"v"},
                                   {copied("x", "v"), loop_around(doubling(), {}, "", 50, {"n"})});
  for (const auto& [n, v] :
       {std::pair{3.0F, 8.0F}, {2.99F, 4.0F}, {0.0F, 1.0F}, {-4.0F, 1.0F}, {NAN, 1.0F}})
    CHECK_THAT(answer(*model, {{"x", 1}, {"n", n}}, "v"), EqualsBits({v}));
}

TEST_CASE("loop: with a condition asks it before every turn", "[layers]") {
  // while (v - 40 clipped to [-1, 0] is not 0): v = 2 v
  const std::vector<std::string> below = {
      shifted("less", "v", "d", -40),
      layer_bytes(LayerKind::clip, "clip", {"d"}, {"go"}, Proto().field(1, -1.0F).field(2, 0.0F))};
  const auto open =
      dynamic_model({"x"}, {"v"}, {copied("x", "v"), loop_around(doubling(), below, "go")});
  CHECK_THAT(answer(*open, {{"x", 3}}, "v"), EqualsBits({48}));
  CHECK_THAT(answer(*open, {{"x", 50}}, "v"), EqualsBits({50}));
  const auto twice =
      dynamic_model({"x"}, {"v"}, {copied("x", "v"), loop_around(doubling(), below, "go", 2)});
  CHECK_THAT(answer(*twice, {{"x", 3}}, "v"), EqualsBits({12}));
  CHECK_THAT(answer(*twice, {{"x", 30}}, "v"), EqualsBits({60}));
}

TEST_CASE("loop: one that has no end is ended", "[layers]") {
  const auto model = dynamic_model(
      {"x"}, {"v"}, {loop_around({copied("x", "v")}, {shifted("go", "x", "go", 1)}, "go")});
  CHECK_THROWS_MATCHES(answer(*model, {{"x", 1}}, "v"), Error,
                       has_code(ErrorCode::model_too_large, "100000"));
  const auto counted =
      dynamic_model({"x", "n"}, {"v"}, {loop_around({copied("x", "v")}, {}, "", 0, {"n"})});
  CHECK_THROWS_MATCHES(answer(*counted, {{"x", 1}, {"n", 1e30F}}, "v"), Error,
                       has_code(ErrorCode::model_too_large));
  CHECK_THAT(answer(*counted, {{"x", 1}, {"n", 2}}, "v"), EqualsBits({1}));
}

TEST_CASE("loop: refuses a limit that is not one number, and parts that do not belong together",
          "[layers]") {
  const auto made = [](const Proto& params, const std::vector<Shape>& x) {
    return make_layer(layer_spec(LayerKind::loop, params), x);
  };
  const Proto body = Proto().message(4);
  CHECK_NOTHROW(made(body, {}));
  CHECK_NOTHROW(made(Proto().message(4).message(3), {}));
  CHECK_THROWS_MATCHES(made(body, {Shape{2}}), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(made(body, {Shape{1}, Shape{1}}), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(made(Proto().field(1, 3), {}), Error,
                       has_code(ErrorCode::model_invalid, "bodyNetwork"));
  CHECK_THROWS_MATCHES(made(Proto().message(4).message(3, network_of({copied("x", "go")})), {}),
                       Error, has_code(ErrorCode::model_invalid, "conditionVar"));
  CHECK_THROWS_MATCHES(made(Proto().message(4).field(2, "go"), {}), Error,
                       has_code(ErrorCode::model_invalid, "conditionVar"));
}
}  // namespace
}  // namespace attune::test
