#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/recurrent_specs.h"

namespace attune::test {
namespace {

struct Options {
  int in = 3, out = 2, states = 1;
  bool sequence = true, biases = true, reverse = false;
  std::vector<Proto> activations = {activation_params(40), activation_params(30)};
};

TestSpec gru(const Options& options) {
  Proto params;
  params.field(1, options.in).field(2, options.out);
  for (const Proto& activation : options.activations) params.message(10, activation);
  params.field(15, options.sequence).field(20, options.biases);
  for (std::uint32_t gate = 0; gate < 3; ++gate) {
    params.message(30 + gate, random_weights(options.out * options.in, gate + 1))
        .message(50 + gate, random_weights(options.out * options.out, gate + 11))
        .message(70 + gate, random_weights(options.out, gate + 21));
  }
  params.field(100, options.reverse);
  return layer_spec(LayerKind::gru, params, {.inputs = 1 + options.states, .outputs = 2});
}

TEST_CASE("gru: mixes the last output with a new one, whose view of it the reset gate scales",
          "[layers]") {
  // Linear: z = 0.25, r = 0.5, o = x + 2 (r h). From h = 8 and x = 4: o = 12, y = 9 + 2.
  Proto params;
  params.field(1, 1).field(2, 1);
  params.message(10, activation_params(5)).message(10, activation_params(5)).field(20, true);
  const std::vector<float> w{0, 0, 1}, r{0, 0, 2}, b{0.25F, 0.5F, 0};
  for (std::uint32_t gate = 0; gate < 3; ++gate) {
    params.message(30 + gate, weights({w[gate]}))
        .message(50 + gate, weights({r[gate]}))
        .message(70 + gate, weights({b[gate]}));
  }
  const TestSpec spec = layer_spec(LayerKind::gru, params, {.inputs = 2, .outputs = 2});
  const Shape one{1, 1, 1, 1, 1};
  const LayerRun run = run_layer(spec, {one, one}, {{4}, {8}});
  CHECK(run.outputs == std::vector<std::vector<float>>{{11}, {11}});
}

TEST_CASE("gru: each array is a parameter under its name in the format", "[layers]") {
  const auto layer = make_layer(gru({.states = 0}), {Shape{1, 1, 3, 1, 1}});
  REQUIRE(layer->parameters().size() == 9);
  CHECK(layer->parameters()[0].role == "updateGateWeightMatrix");
  CHECK(layer->parameters()[0].path == format::FieldPath{30});
  CHECK(layer->parameters()[5].role == "outputGateRecursionMatrix");
  CHECK(layer->parameters()[5].path == format::FieldPath{52});
  CHECK(layer->parameters()[7].role == "resetGateBiasVector");
  CHECK(layer->parameters()[7].path == format::FieldPath{71});
}

TEST_CASE("gru: gradients agree with finite differences", "[layers]") {
  const std::vector<Shape> all{Shape{4, 2, 3, 1, 1}, Shape{1, 2, 2, 1, 1}};
  SECTION("a sequence") { check_gradients(gru({}), all); }
  SECTION("the last output, reversed, no biases") {
    check_gradients(gru({.sequence = false, .biases = false, .reverse = true}), all);
  }
  SECTION("no state given, other activations") {
    check_gradients(gru({.states = 0,
                         .activations = {activation_params(41, 0.2F, 0.5F), activation_params(5)}}),
                    {Shape{3, 1, 3, 1, 1}});
  }
}

TEST_CASE("gru: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  const Shape x{4, 2, 3, 1, 1}, h{1, 2, 2, 1, 1};
  refuses(gru({}), {x, h, h}, ErrorCode::shape_mismatch, "reads 1 or 2 inputs");
  refuses(gru({}), {Shape{2, 3, 1, 1}}, ErrorCode::shape_mismatch, "[Seq, Batch, 3, 1, 1]");
  refuses(gru({.activations = {activation_params(40)}}), {x}, ErrorCode::model_invalid,
          "needs 2 activations, got 1");
}
}  // namespace
}  // namespace attune::test
