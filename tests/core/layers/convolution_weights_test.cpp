// Convolutions whose weights come as a second input, and quantized weights of deconvolutions.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

// A 1 x 2 kernel for one channel, read from the second input.
Proto one_by_two(int out, int groups = 1) {
  return Proto().field(1, out).field(2, 1).field(10, groups).packed(20, {1, 2}).message(50);
}

TestSpec of_two(const Proto& params) {
  return layer_spec(LayerKind::convolution, params, {.inputs = 2});
}

TEST_CASE("convolution: takes its weights from a second input", "[layers]") {
  const LayerRun run = run_layer(of_two(one_by_two(2)), {Shape{1, 1, 3}, Shape{2, 1, 1, 2}},
                                 {{1, 2, 3}, {1, 10, 100, 1000}});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({21, 32, 2100, 3200}));
}

TEST_CASE("convolution: each example has weights of its own when they are an input", "[layers]") {
  const LayerRun run =
      run_layer(of_two(one_by_two(1).field(70, true).message(91, weights({5}))),
                {Shape{1, 1, 2}, Shape{1, 1, 1, 1, 2}}, {{1, 2, 1, 2}, {1, 0, 0, 1}}, 2);
  CHECK_THAT(run.y, EqualsNear({6, 7}));
}

TEST_CASE("convolution: gradients reach weights that are an input", "[layers]") {
  check_gradients(of_two(one_by_two(4, 2)), {Shape{2, 2, 2, 3}, Shape{4, 1, 1, 2}});
  check_gradients(of_two(one_by_two(1).field(70, true).message(91, weights({1}))),
                  {Shape{1, 2, 3}, Shape{1, 1, 1, 2}});
}

TEST_CASE("convolution: refuses weights of another shape, and those of a deconvolution",
          "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(of_two(one_by_two(2)), {Shape{1, 1, 3}, Shape{2, 1, 2, 1}}, ErrorCode::shape_mismatch,
          "needs weights of shape [2, 1, 1, 2], but its second input has [2, 1, 2, 1]");
  refuses(of_two(one_by_two(2)), {Shape{1, 1, 3}, Shape{4}}, ErrorCode::shape_mismatch,
          "2 inputs of rank >= 3, got [1, 1, 3] and [4]");
  refuses(of_two(one_by_two(2).field(60, true)), {Shape{1, 1, 3}, Shape{1, 2, 1, 2}},
          ErrorCode::unsupported, "not a deconvolution");
}

TEST_CASE("convolution: quantized weights have a scale for each output channel", "[layers]") {
  const auto quantized = [](std::string_view raw, const std::vector<float>& scale) {
    return Proto().field(30, raw).message(
        40, Proto().field(1, 8).message(101, Proto().packed_floats(1, scale)));
  };
  const auto spec = [&](bool deconvolution) {
    return layer_spec(LayerKind::convolution,
                      Proto()
                          .field(1, 2)
                          .field(2, 2)
                          .packed(20, {1, 1})
                          .message(50)
                          .field(60, deconvolution)
                          .message(90, quantized("\x01\x02\x03\x04", {1, 10})));
  };
  // [out, in]: the channels are the first axis.
  CHECK_THAT(run_layer(spec(false), Shape{2, 1, 1}, {1, 100}).y, EqualsNear({201, 4030}));
  // [in, out]: they are the second.
  CHECK_THAT(run_layer(spec(true), Shape{2, 1, 1}, {1, 100}).y, EqualsNear({301, 4020}));
}
}  // namespace
}  // namespace attune::test
