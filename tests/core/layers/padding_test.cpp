#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

struct Amounts {
  int top = 0, bottom = 0, left = 0, right = 0;
};

enum Type : std::uint32_t { kConstant = 1, kReflection = 2, kReplication = 3 };

TestSpec padding(Type type, const Amounts& amounts, float constant = 0) {
  const auto edge_sizes = [](int start, int end) { return Proto().field(1, start).field(2, end); };
  Proto params;
  params.message(type, constant == 0 ? Proto() : Proto().field(1, constant));
  params.message(10, Proto()
                         .message(10, edge_sizes(amounts.top, amounts.bottom))
                         .message(10, edge_sizes(amounts.left, amounts.right)));
  return layer_spec(LayerKind::padding, params);
}

TEST_CASE("padding: surrounds each image with a constant", "[layers]") {
  const LayerRun run =
      run_layer(padding(kConstant, {.top = 1, .right = 2}, 9), Shape{2, 1, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 2, 4});
  CHECK_THAT(run.y, EqualsBits({9, 9, 9, 9,  //
                                1, 2, 9, 9,  //
                                9, 9, 9, 9,  //
                                3, 4, 9, 9}));
}

TEST_CASE("padding: mirrors without repeating the border", "[layers]") {
  const LayerRun run = run_layer(padding(kReflection, {.bottom = 1, .left = 2, .right = 1}),
                                 Shape{1, 2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK_THAT(run.y, EqualsBits({3, 2, 1, 2, 3, 2,  //
                                6, 5, 4, 5, 6, 5,  //
                                3, 2, 1, 2, 3, 2}));
}

TEST_CASE("padding: repeats the border", "[layers]") {
  const LayerRun run = run_layer(padding(kReplication, {.top = 1, .left = 2, .right = 1}),
                                 Shape{2, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{3, 5});
  CHECK_THAT(run.y, EqualsBits({1, 1, 1, 2, 2,  //
                                1, 1, 1, 2, 2,  //
                                3, 3, 3, 4, 4}));
}

TEST_CASE("padding: without amounts the output is the input", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::padding, Proto().message(kReflection));
  CHECK_THAT(run_layer(spec, Shape{1, 1, 1}, {5}).y, EqualsBits({5}));
}

TEST_CASE("padding: gradients agree with finite differences", "[layers]") {
  for (const Type type : {kConstant, kReflection, kReplication}) {
    INFO("type " << type);
    check_gradients(padding(type, {.top = 2, .bottom = 1, .left = 1, .right = 3}, 5),
                    Shape{2, 3, 4});
    check_gradients(padding(type, {.left = 1}), Shape{1, 2, 1, 2, 2});
  }
}

TEST_CASE("padding: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(padding(kConstant, {}), {Shape{4}}, ErrorCode::shape_mismatch,
          "padding reads 1 input of rank >= 2, got [4]");
  refuses(
      padding(kReflection, {.top = 2}), {Shape{1, 2, 2}}, ErrorCode::shape_mismatch,
      "padding by reflection by 2 needs an axis of at least 3, got an input of shape [1, 2, 2]");
  refuses(padding(kReplication, {.right = 2}), {Shape{1, 2, 0}}, ErrorCode::shape_mismatch,
          "at least 1");
  refuses(layer_spec(LayerKind::padding), {Shape{1, 1}}, ErrorCode::model_invalid,
          "does not say its type");
  refuses(
      layer_spec(LayerKind::padding, Proto().message(kConstant).message(10, Proto().message(10))),
      {Shape{1, 1}}, ErrorCode::model_invalid, "border amounts for 1 axes");
  refuses(padding(kConstant, {.top = -1}), {Shape{1, 1}}, ErrorCode::model_invalid,
          "border amount");
}
}  // namespace
}  // namespace attune::test
