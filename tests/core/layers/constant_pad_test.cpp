#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec pad(const std::vector<std::int64_t>& amounts, float value = 0, bool given_size = false,
             int inputs = 1) {
  return layer_spec(LayerKind::constant_pad,
                    Proto().field(1, value).packed(2, amounts).field(3, given_size),
                    {.inputs = inputs});
}

TEST_CASE("constantPad: adds elements before and after", "[layers]") {
  const LayerRun run = run_layer(pad({1, 0, 0, 2}, 7), Shape{2, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{3, 4});
  CHECK_THAT(run.y, EqualsBits({7, 7, 7, 7, 1, 2, 7, 7, 3, 4, 7, 7}));
}
TEST_CASE("constantPad: up to a given size, on the side that names it", "[layers]") {
  const LayerRun run = run_layer(pad({0, 3, 4, 0}, -1, true), Shape{2, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{3, 4});
  CHECK_THAT(run.y, EqualsBits({-1, -1, 1, 2, -1, -1, 3, 4, -1, -1, -1, -1}));
}
TEST_CASE("constantPad: a size that is reached already adds nothing", "[layers]") {
  CHECK_THAT(run_layer(pad({0, 1, 0, 2}, -1, true), Shape{2, 2}, {1, 2, 3, 4}).y,
             EqualsBits({1, 2, 3, 4}));
}
TEST_CASE("constantPad: keeps a negative zero", "[layers]") {
  CHECK_THAT(run_layer(pad({1, 0}), Shape{1}, {-0.0F}).y, EqualsBits({0, -0.0F}));
}
TEST_CASE("constantPad: gradients agree with finite differences", "[layers]") {
  check_gradients(pad({1, 0, 0, 2, 1, 1}, 3), Shape{2, 3, 2});
  check_gradients(pad({0, 4, 0, 0}, 3, true), Shape{2, 3});
}
TEST_CASE("constantPad: amounts may come as a second input", "[layers]") {
  const LayerRun run =
      run_layer(pad({}, 7, false, 2), {Shape{2, 1}, Shape{4}}, {{1, 2}, {1, 0, 0, 1}});
  CHECK(run.shape == Shape{3, 2});
  CHECK_THAT(run.y, EqualsBits({7, 7, 1, 7, 2, 7}));
  CHECK_THROWS_MATCHES(
      run_layer(pad({}, 7, false, 2), {Shape{2, 1}, Shape{2}}, {{1, 2}, {1, 0}}), Error,
      has_code(ErrorCode::model_invalid, "2 amounts for an input of shape [2, 1]"));
}
TEST_CASE("constantPad: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(pad({1, 1}), {{2, 2}}, ErrorCode::model_invalid,
          "2 amounts for an input of shape [2, 2]");
  refuses(pad({3, 4}, 0, true), {{2}}, ErrorCode::model_invalid, "the output sizes 3 and 4");
  refuses(pad({-1, 0}), {{2}}, ErrorCode::model_too_large, "constantPad by");
}
}  // namespace
}  // namespace attune::test
