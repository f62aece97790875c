#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/recurrent_specs.h"

namespace attune::test {
namespace {

// i = f = o = 1 by their biases, z = x times a factor for each direction: the cells sum up.
TestSpec sums(bool sequence, float forward, float backward) {
  const auto arrays = [](float block) {
    Proto params;
    for (std::uint32_t gate = 0; gate < 4; ++gate) {
      params.message(1 + gate, weights({gate == 2 ? block : 0}))
          .message(20 + gate, weights({0}))
          .message(40 + gate, weights({gate == 2 ? 0.0F : 1.0F}));
    }
    return params;
  };
  Proto params;
  params.field(1, 1).field(2, 1);
  for (int i = 0; i < 3; ++i)
    params.message(10, activation_params(5)).message(11, activation_params(5));
  params.message(15, Proto().field(10, sequence).field(20, true));
  params.message(20, arrays(forward)).message(20, arrays(backward));
  return layer_spec(LayerKind::bi_directional_lstm, params, {.inputs = 1, .outputs = 5});
}

TEST_CASE("biDirectionalLSTM: at each element both directions have read it last", "[layers]") {
  const LayerRun run = run_layer(sums(true, 1, 5), Shape{3, 1, 1, 1, 1}, {1, 2, 4});
  CHECK(run.shape == Shape{3, 1, 2, 1, 1});
  // Forward 1, 3, 7; backward, as read, 20, 30, 35.
  CHECK(run.outputs ==
        std::vector<std::vector<float>>{{1, 35, 3, 30, 7, 20}, {7}, {7}, {35}, {35}});
}

TEST_CASE("biDirectionalLSTM: without sequenceOutput it gives what each direction ends with",
          "[layers]") {
  const LayerRun run = run_layer(sums(false, 1, 5), Shape{3, 1, 1, 1, 1}, {1, 2, 4});
  CHECK(run.shape == Shape{1, 1, 2, 1, 1});
  CHECK(run.y == std::vector<float>{7, 35});
}

TEST_CASE("biDirectionalLSTM: names no parameters to train", "[layers]") {
  CHECK(make_layer(both_ways_spec({.states = 0}), {Shape{2, 1, 3, 1, 1}})->parameters().empty());
}

TEST_CASE("biDirectionalLSTM: gradients agree with finite differences", "[layers]") {
  const Shape h{1, 2, 2, 1, 1};
  SECTION("a sequence") {
    check_gradients(both_ways_spec({.peepholes = true}), {Shape{3, 2, 3, 1, 1}, h, h, h, h});
  }
  SECTION("the last outputs, coupled") {
    check_gradients(both_ways_spec({.states = 0, .sequence = false, .coupled = true}),
                    {Shape{4, 1, 3, 1, 1}});
  }
}

TEST_CASE("biDirectionalLSTM: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  const Shape x{3, 2, 3, 1, 1}, h{1, 2, 2, 1, 1};
  refuses(both_ways_spec({}), {x, h, h}, ErrorCode::shape_mismatch, "reads 1 or 5 inputs");
  refuses(layer_spec(LayerKind::bi_directional_lstm,
                     Proto().field(1, 3).field(2, 2).message(20, lstm_weights({}, 1))),
          {x}, ErrorCode::model_invalid, "weights of 2 directions, got 1");
}
}  // namespace
}  // namespace attune::test
