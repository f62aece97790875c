#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>

#include "support/recurrent_specs.h"

namespace attune::test {
namespace {

// One value in, one out; gates with the weights w on x and r on the last output, linear throughout.
struct Linear {
  float input = 0, forget = 0, block = 0, output = 0;          // weights
  float input_r = 0, forget_r = 0, block_r = 0, output_r = 0;  // recursion
  float input_b = 0, forget_b = 0, block_b = 0, output_b = 0;  // biases
};
TestSpec linear(const Linear& l, const Proto& lstm, bool reverse = false, int inputs = 1) {
  Proto arrays;
  const auto put = [&](std::uint32_t field, float value) {
    arrays.message(field, weights({value}));
  };
  put(1, l.input), put(2, l.forget), put(3, l.block), put(4, l.output);
  put(20, l.input_r), put(21, l.forget_r), put(22, l.block_r), put(23, l.output_r);
  put(40, l.input_b), put(41, l.forget_b), put(42, l.block_b), put(43, l.output_b);
  put(60, 1), put(61, 10), put(62, 100);
  Proto params;
  params.field(1, 1).field(2, 1);
  for (int i = 0; i < 3; ++i) params.message(10, activation_params(5));
  params.message(15, lstm).message(20, arrays).field(100, reverse);
  return layer_spec(LayerKind::uni_directional_lstm, params, {.inputs = inputs, .outputs = 3});
}
const Shape kThreeSteps{3, 1, 1, 1, 1};

TEST_CASE("uniDirectionalLSTM: the cell adds what the input gate lets in", "[layers]") {
  // i = 1, f = 1, o = 1 by their biases; z = x. So c sums x, and y is c.
  const TestSpec spec = linear({.block = 1, .input_b = 1, .forget_b = 1, .output_b = 1},
                               Proto().field(10, true).field(20, true));
  const LayerRun run = run_layer(spec, kThreeSteps, {1, 2, 4});
  CHECK(run.shapes == std::vector<Shape>{kThreeSteps, Shape{1, 1, 1, 1, 1}, Shape{1, 1, 1, 1, 1}});
  CHECK(run.outputs == std::vector<std::vector<float>>{{1, 3, 7}, {7}, {7}});
}

TEST_CASE("uniDirectionalLSTM: without sequenceOutput only the last output is given", "[layers]") {
  const TestSpec spec =
      linear({.block = 1, .input_b = 1, .forget_b = 2, .output_b = 3}, Proto().field(20, true));
  const LayerRun run = run_layer(spec, kThreeSteps, {1, 2, 4});  // c: 1, 4, 12; y = 3 c
  CHECK(run.outputs == std::vector<std::vector<float>>{{36}, {36}, {12}});
  CHECK(run.shape == Shape{1, 1, 1, 1, 1});
}

TEST_CASE("uniDirectionalLSTM: reversed input begins at the end, and so does the output",
          "[layers]") {
  const TestSpec spec = linear({.block = 1, .input_b = 1, .forget_b = 1, .output_b = 1},
                               Proto().field(10, true).field(20, true), true);
  CHECK(run_layer(spec, kThreeSteps, {1, 2, 4}).y == std::vector<float>{4, 6, 7});
}

TEST_CASE("uniDirectionalLSTM: starts with the states that it is given", "[layers]") {
  // z = x + 2 h; i = f = o = 1.
  const TestSpec spec =
      linear({.block = 1, .block_r = 2, .input_b = 1, .forget_b = 1, .output_b = 1},
             Proto().field(20, true), false, 3);
  const Shape one{1, 1, 1, 1, 1};
  CHECK(run_layer(spec, {one, one, one}, {{1}, {10}, {20}}).y == std::vector<float>{41});
}

TEST_CASE("uniDirectionalLSTM: forgetBias adds 1 to the forget gate", "[layers]") {
  // f = 1 by the flag alone; i = x, z = x, o = x.
  const TestSpec spec = linear({.input = 1, .block = 1, .output = 1}, Proto().field(30, true));
  const LayerRun run = run_layer(spec, Shape{2, 1, 1, 1, 1}, {2, 3});
  CHECK(run.outputs[2] == std::vector<float>{13});
  CHECK(run.y == std::vector<float>{39});
}

TEST_CASE("uniDirectionalLSTM: a coupled forget gate is 1 minus the input gate", "[layers]") {
  // i = 0.25, f = 0.75 whatever the forget gate's arrays say; z = x, o = 1.
  const TestSpec spec = linear({.forget = 9, .block = 1, .input_b = 0.25F, .output_b = 1},
                               Proto().field(10, true).field(20, true).field(50, true));
  CHECK(run_layer(spec, Shape{2, 1, 1, 1, 1}, {8, 4}).y == std::vector<float>{2, 2.5F});
  CHECK(make_layer(spec, {kThreeSteps})->parameters().size() == 9);
}

TEST_CASE("uniDirectionalLSTM: peepholes see the cell, the output gate the new one", "[layers]") {
  // p_i = 1, p_f = 10, p_o = 100; all else 0 but z = x: c = 10 c' + x c' ... from c' = 2, x = 3:
  // i = 2, f = 20, c = 2 * 20 + 2 * 3 = 46, o = 4600 clipped to 50, y = 46 * 50.
  const TestSpec spec = linear({.block = 1}, Proto().field(40, true), false, 3);
  const Shape one{1, 1, 1, 1, 1};
  const LayerRun run = run_layer(spec, {one, one, one}, {{3}, {0}, {2}});
  CHECK(run.outputs == std::vector<std::vector<float>>{{2300}, {2300}, {46}});
}

TEST_CASE("uniDirectionalLSTM: cell and arguments are clipped, at 50 unless told otherwise",
          "[layers]") {
  const Linear sums{.block = 1, .input_b = 1, .forget_b = 1, .output_b = 1};
  const Proto plain = Proto().field(10, true).field(20, true);
  CHECK(run_layer(linear(sums, plain), kThreeSteps, {40, 40, -70}).y ==
        std::vector<float>{40, 50, 0});
  Proto clipped = plain;
  CHECK(run_layer(linear(sums, clipped.field(60, 3.0F)), kThreeSteps, {4, -5, -6}).y ==
        std::vector<float>{3, -2, -3});
}

TEST_CASE("uniDirectionalLSTM: what is clipped passes no gradient", "[layers]") {
  const Linear sums{.block = 1, .input_b = 1, .forget_b = 1, .output_b = 1};
  // The second argument is clipped; then the cell is at its threshold.
  CHECK(input_gradient(linear(sums, Proto().field(20, true).field(60, 1000.0F)), kThreeSteps,
                       {1, 70, 3}, {1}) == std::vector<float>{1, 0, 1});
  CHECK(input_gradient(linear(sums, Proto().field(20, true).field(60, 5.0F)), kThreeSteps,
                       {1, 7, -3}, {1}) == std::vector<float>{0, 0, 1});
}

TEST_CASE("uniDirectionalLSTM: each array is a parameter under its name in the format",
          "[layers]") {
  const auto layer =
      make_layer(lstm_spec({.states = 0, .peepholes = true}), {Shape{1, 1, 3, 1, 1}});
  std::string roles;
  for (const layers::Parameter& parameter : layer->parameters()) {
    roles += std::string(parameter.role) + ' ' + std::to_string(parameter.path.at(1)) + '\n';
    REQUIRE(parameter.path.size() == 2);
    CHECK(parameter.path[0] == 20);
  }
  CHECK(roles ==
        "inputGateWeightMatrix 1\nblockInputWeightMatrix 3\noutputGateWeightMatrix 4\n"
        "forgetGateWeightMatrix 2\ninputGateRecursionMatrix 20\nblockInputRecursionMatrix 22\n"
        "outputGateRecursionMatrix 23\nforgetGateRecursionMatrix 21\ninputGateBiasVector 40\n"
        "blockInputBiasVector 42\noutputGateBiasVector 43\nforgetGateBiasVector 41\n"
        "inputGatePeepholeVector 60\noutputGatePeepholeVector 62\nforgetGatePeepholeVector 61\n");
  CHECK(layer->parameters()[0].shape == Shape{2, 3});
  CHECK(layer->parameters()[4].shape == Shape{2, 2});
  CHECK(layer->parameters()[8].shape == Shape{2});
}

TEST_CASE("uniDirectionalLSTM: gradients agree with finite differences", "[layers]") {
  const Shape h{1, 2, 2, 1, 1};
  const std::vector<Shape> all{Shape{4, 2, 3, 1, 1}, h, h};
  SECTION("a sequence") { check_gradients(lstm_spec({}), all); }
  SECTION("the last output, no states given") {
    check_gradients(lstm_spec({.states = 0, .sequence = false}), {Shape{5, 1, 3, 1, 1}});
  }
  SECTION("reversed, no biases, forget bias") {
    check_gradients(lstm_spec({.biases = false, .forget_bias = true, .reverse = true}), all);
  }
  SECTION("peepholes") { check_gradients(lstm_spec({.peepholes = true}), all); }
  SECTION("coupled, peepholes") {
    check_gradients(lstm_spec({.peepholes = true, .coupled = true}), all);
  }
  SECTION("other activations") {
    check_gradients(lstm_spec({.activations = {activation_params(41, 0.2F, 0.5F),
                                               activation_params(31, 1.7159F, 2.0F / 3),
                                               activation_params(5)}}),
                    all);
  }
}

TEST_CASE("uniDirectionalLSTM: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const LstmOptions& options, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(lstm_spec(options), x), Error, has_code(code, part));
  };
  const Shape x{4, 2, 3, 1, 1}, h{1, 2, 2, 1, 1};
  refuses({}, {x, h}, ErrorCode::shape_mismatch, "reads 1 or 3 inputs");
  refuses({}, {Shape{4, 3}}, ErrorCode::shape_mismatch, "the first of shape [Seq, Batch, 3, 1, 1]");
  refuses({}, {Shape{4, 2, 2, 1, 1}}, ErrorCode::shape_mismatch, "vectors of 3 values");
  refuses({}, {x, h, Shape{1, 1, 2, 1, 1}}, ErrorCode::shape_mismatch,
          "states of shape [1, 2, 2, 1, 1], got [1, 1, 2, 1, 1]");
  refuses({.out = 0}, {x}, ErrorCode::model_invalid, "cannot have 0 outputs");
  refuses({.cell_clip = -1}, {x}, ErrorCode::model_invalid, "threshold of -1");
  refuses({.activations = {activation_params(40), activation_params(30)}}, {x},
          ErrorCode::model_invalid, "needs 3 activations, got 2");
  refuses({.activations = {activation_params(40), activation_params(50), activation_params(30)}},
          {x}, ErrorCode::model_invalid, "needs an activation that is linear");
}
}  // namespace
}  // namespace attune::test
