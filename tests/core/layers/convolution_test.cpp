#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

Proto edge_sizes(int start, int end) { return Proto().field(1, start).field(2, end); }

Proto valid(int top = 0, int bottom = 0, int left = 0, int right = 0) {
  return Proto().message(
      1, Proto().message(10, edge_sizes(top, bottom)).message(10, edge_sizes(left, right)));
}

// A convolution with fields in the order of the format; what is empty is left out.
struct Conv {
  std::int64_t out = 1, kernel_channels = 1;
  std::int64_t groups = 0;
  std::vector<std::int64_t> kernel = {}, stride = {}, dilation = {}, output_shape = {};
  bool same = false, top_left_heavy = false, deconvolution = false;
  Proto padding = valid();
  std::vector<float> weight_values = {}, bias = {};

  std::int64_t weight_count(std::int64_t in) const {
    const std::int64_t area = kernel.empty() ? 9 : kernel[0] * kernel[1];
    const std::int64_t divisor = groups == 0 ? 1 : groups;
    return out * in / divisor * area;
  }

  // NOLINTNEXTLINE(google-explicit-constructor)
  operator TestSpec() const {
    Proto params;
    params.field(1, out).field(2, kernel_channels);
    if (groups != 0) params.field(10, groups);
    if (!kernel.empty()) params.packed(20, kernel);
    if (!stride.empty()) params.packed(30, stride);
    if (!dilation.empty()) params.packed(40, dilation);
    if (same) {
      params.message(51, top_left_heavy ? Proto().field(1, 1) : Proto());
    } else {
      params.message(50, padding);
    }
    if (deconvolution) params.field(60, true);
    if (!bias.empty()) params.field(70, true);
    params.message(90, weights(weight_values));
    if (!bias.empty()) params.message(91, weights(bias));
    if (!output_shape.empty()) params.packed(100, output_shape);
    return layer_spec(LayerKind::convolution, params);
  }
};

TestSpec spec_of(const Conv& conv) { return conv; }

TEST_CASE("convolution: correlates the kernel with every window and adds the bias", "[layers]") {
  const Conv conv{.kernel = {2, 2}, .weight_values = {1, 2, 3, 4}, .bias = {100}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 2, 3},
                                 {1, 2, 3,  //
                                  4, 5, 6});
  CHECK(run.shape == Shape{1, 1, 2});
  CHECK_THAT(run.y, EqualsNear({100 + 1 + 4 + 12 + 20, 100 + 2 + 6 + 15 + 24}));
}

TEST_CASE("convolution: sums over the input's channels, one kernel for each output channel",
          "[layers]") {
  const Conv conv{
      .out = 2, .kernel_channels = 2, .kernel = {1, 1}, .weight_values = {1, 10, 2, -1}};
  const LayerRun run = run_layer(spec_of(conv), Shape{2, 1, 2}, {1, 2, 3, 4});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({31, 42, -1, 0}));
}

TEST_CASE("convolution: works on every image of the leading axes", "[layers]") {
  const Conv conv{.kernel = {1, 2}, .weight_values = {1, -1}};
  const LayerRun run = run_layer(spec_of(conv), Shape{2, 1, 1, 1, 3}, {1, 2, 4, 10, 20, 50}, 1);
  CHECK(run.shape == Shape{2, 1, 1, 1, 2});
  CHECK_THAT(run.y, EqualsNear({-1, -2, -10, -30}));
}

TEST_CASE("convolution: the kernel is 3 x 3 unless the file says otherwise", "[layers]") {
  const Conv conv{.weight_values = std::vector<float>(9, 1)};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}).y,
             EqualsNear({45}));
}

TEST_CASE("convolution: stride skips windows, dilation spreads the kernel's taps", "[layers]") {
  const Conv strided{.kernel = {1, 2}, .stride = {1, 2}, .weight_values = {1, 10}};
  CHECK_THAT(run_layer(spec_of(strided), Shape{1, 1, 5}, {1, 2, 3, 4, 5}).y, EqualsNear({21, 43}));
  const Conv dilated{.kernel = {1, 2}, .dilation = {1, 3}, .weight_values = {1, 10}};
  CHECK_THAT(run_layer(spec_of(dilated), Shape{1, 1, 5}, {1, 2, 3, 4, 5}).y, EqualsNear({41, 52}));
}

TEST_CASE("convolution: valid padding surrounds the input with zeros", "[layers]") {
  const Conv conv{
      .kernel = {2, 2}, .padding = valid(1, 0, 0, 2), .weight_values = {1, 10, 100, 1000}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2});
  CHECK(run.shape == Shape{1, 1, 3});
  CHECK_THAT(run.y, EqualsNear({2100, 200, 0}));
}

TEST_CASE(
    "convolution: same padding has its odd half at the end, or in front when the file says so",
    "[layers]") {
  Conv conv{.kernel = {1, 2}, .same = true, .weight_values = {1, 10}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 3}, {1, 2, 3}).y, EqualsNear({21, 32, 3}));
  conv.top_left_heavy = true;
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 3}, {1, 2, 3}).y, EqualsNear({10, 21, 32}));
}

TEST_CASE("convolution: same padding with a stride makes ceil(H / stride) windows", "[layers]") {
  const Conv conv{.kernel = {1, 3}, .stride = {1, 2}, .same = true, .weight_values = {1, 10, 100}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 4}, {1, 2, 3, 4}).y, EqualsNear({321, 43}));
}

TEST_CASE("convolution: groups keep channels apart", "[layers]") {
  const Conv conv{
      .out = 4, .kernel_channels = 1, .groups = 2, .kernel = {1, 1}, .weight_values = {1, 2, 3, 4}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{2, 1, 1}, {5, 7}).y, EqualsNear({5, 10, 21, 28}));
}

TEST_CASE("deconvolution: spreads each value by the kernel", "[layers]") {
  const Conv conv{.kernel = {1, 3},
                  .stride = {1, 2},
                  .deconvolution = true,
                  .weight_values = {1, 10, 100},
                  .bias = {0.5F}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2});
  CHECK(run.shape == Shape{1, 1, 5});
  CHECK_THAT(run.y, EqualsNear({1.5F, 10.5F, 102.5F, 20.5F, 200.5F}));
}

TEST_CASE("deconvolution: cuts off the padding; same makes H times the stride", "[layers]") {
  Conv conv{.kernel = {1, 3},
            .stride = {1, 2},
            .deconvolution = true,
            .padding = valid(0, 0, 1, 1),
            .weight_values = {1, 10, 100}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2}).y, EqualsNear({10, 102, 20}));
  conv.same = true;  // reaches over 5, one is cut
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2}).y, EqualsNear({1, 10, 102, 20}));
  conv.top_left_heavy = true;
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2}).y, EqualsNear({10, 102, 20, 200}));
}

TEST_CASE("deconvolution: outputShape wins over the padding", "[layers]") {
  Conv conv{.kernel = {1, 3},
            .stride = {1, 2},
            .output_shape = {1, 3},
            .same = true,
            .deconvolution = true,
            .weight_values = {1, 10, 100}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2}).y, EqualsNear({10, 102, 20}));
  conv.output_shape = {2, 6};
  conv.bias = {7};
  CHECK_THAT(run_layer(spec_of(conv), Shape{1, 1, 2}, {1, 2}).y,
             EqualsNear({8, 17, 109, 27, 207, 7, 7, 7, 7, 7, 7, 7}));
}

TEST_CASE("deconvolution: weights are [C, outputChannels / groups, kH, kW]", "[layers]") {
  const Conv conv{.out = 3,
                  .kernel_channels = 2,
                  .kernel = {1, 1},
                  .deconvolution = true,
                  .weight_values = {1, 2, 3, 10, 20, 30}};
  CHECK_THAT(run_layer(spec_of(conv), Shape{2, 1, 1}, {1, 1}).y, EqualsNear({11, 22, 33}));
  const Conv grouped{.out = 4,
                     .kernel_channels = 2,
                     .groups = 2,
                     .kernel = {1, 1},
                     .deconvolution = true,
                     .weight_values = {1, 2, 3, 4}};
  CHECK_THAT(run_layer(spec_of(grouped), Shape{2, 1, 1}, {5, 7}).y, EqualsNear({5, 10, 21, 28}));
}

TEST_CASE("convolution: gradients agree with finite differences", "[layers]") {
  Conv conv;
  Shape x{2, 5, 6};
  conv.out = 3;
  conv.kernel_channels = 2;
  conv.bias = {0.1F, -0.2F, 0.3F};
  SECTION("plain") {}
  SECTION("1 x 1") { conv.kernel = {1, 1}; }
  SECTION("stride, dilation, padding") {
    conv.kernel = {2, 3};
    conv.stride = {2, 1};
    conv.dilation = {1, 2};
    conv.padding = valid(1, 2, 0, 1);
  }
  SECTION("same") {
    conv.same = true;
    conv.stride = {2, 3};
    conv.kernel = {4, 2};
  }
  SECTION("groups, several images") {
    x = Shape{2, 4, 3, 4};
    conv.out = 6;
    conv.groups = 2;
    conv.bias.clear();
  }
  SECTION("deconvolution") {
    conv.deconvolution = true;
    conv.stride = {2, 1};
    conv.kernel = {3, 2};
    conv.padding = valid(1, 0, 0, 1);
  }
  SECTION("deconvolution with gaps, groups and an output shape") {
    x = Shape{2, 2, 3};
    conv.deconvolution = true;
    conv.out = 4;
    conv.groups = 2;
    conv.bias = {1, 2, 3, 4};
    conv.stride = {3, 3};
    conv.kernel = {2, 1};
    conv.output_shape = {6, 5};
  }
  conv.weight_values = random_values(static_cast<std::size_t>(conv.weight_count(x[-3])), 7);
  check_gradients(spec_of(conv), x);
}

TEST_CASE("convolution: images larger than a strip come out like their parts", "[layers]") {
  // 40 channels by 9 taps by 500 columns fill more than one strip, so rows are split among strips.
  const Conv conv{
      .out = 1, .kernel_channels = 40, .same = true, .weight_values = random_values(360, 3)};
  const std::vector<float> x = random_values(40 * 3 * 500, 4);
  const LayerRun run = run_layer(spec_of(conv), Shape{40, 3, 500}, x);
  std::vector<float> expected(3 * 500);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 500; ++j) {
      double sum = 0;
      for (int tap = 0; tap < 360; ++tap) {
        const int c = tap / 9, row = i + tap / 3 % 3 - 1, column = j + tap % 3 - 1;
        if (row < 0 || row > 2 || column < 0 || column > 499) continue;
        sum += static_cast<double>(conv.weight_values[static_cast<std::size_t>(tap)]) *
               static_cast<double>(x[static_cast<std::size_t>((c * 3 + row) * 500 + column)]);
      }
      expected[static_cast<std::size_t>(i * 500 + j)] = static_cast<float>(sum);
    }
  }
  CHECK_THAT(run.y, EqualsNear(expected, 2e-5F));
}

TEST_CASE("convolution: its parameters say where their values stand in the file", "[layers]") {
  const Conv conv{.out = 2,
                  .kernel_channels = 1,
                  .kernel = {1, 2},
                  .weight_values = {1, 2, 3, 4},
                  .bias = {5, 6}};
  const auto layer = make_layer(spec_of(conv), {Shape{1, 1, 2}});
  REQUIRE(layer->parameters().size() == 2);
  const layers::Parameter& w = layer->parameters()[0];
  const layers::Parameter& b = layer->parameters()[1];
  CHECK(w.role == "weights");
  CHECK(w.path == format::FieldPath{90});
  CHECK(w.shape == Shape{2, 1, 1, 2});
  CHECK_THAT(*w.stored, EqualsBits({1, 2, 3, 4}));
  CHECK(b.role == "biases");
  CHECK(b.path == format::FieldPath{91});
  CHECK_THAT(*b.stored, EqualsBits({5, 6}));
}

TEST_CASE("convolution: refuses what it cannot run", "[layers]") {
  const Conv good{
      .out = 2, .kernel_channels = 2, .kernel = {2, 2}, .weight_values = std::vector<float>(16)};
  const auto refuses = [](const Conv& conv, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    const TestSpec spec = conv;
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(good, {Shape{2, 3, 3}, Shape{2, 2, 2, 3}}, ErrorCode::shape_mismatch,
          "but its second input has [2, 2, 2, 3]");
  refuses(good, {Shape{3, 3}}, ErrorCode::shape_mismatch, "reads 1 input of rank >= 3, got [3, 3]");
  refuses(good, {Shape{3, 3, 3}}, ErrorCode::shape_mismatch,
          "kernels of 2 channels; for an input of shape [3, 3, 3] it needs 3");
  refuses(good, {Shape{2, 1, 3}}, ErrorCode::shape_mismatch,
          "a kernel of 2 rows, its input with padding only 1");

  Conv bad = good;
  bad.weight_values.pop_back();
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::model_invalid,
          "weights have 15 values where its shape needs 16");
  bad = good;
  bad.groups = 3;
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::model_invalid,
          "cannot make 2 channels out of 2 in 3 groups");
  bad = good;
  bad.stride = {0, 1};
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::model_invalid,
          "a stride of 0; it must be between 1 and");
  bad = good;
  bad.kernel = {2, 2, 2};
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::model_invalid, "3 numbers as its kernel size");
  bad = good;
  bad.kernel = {1 << 20, 1 << 20};
  bad.same = true;
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::model_too_large, "");
  bad = good;
  bad.deconvolution = true;
  bad.padding = valid(4, 0, 0, 0);
  refuses(bad, {Shape{2, 3, 3}}, ErrorCode::shape_mismatch, "leaves no rows");
}

TEST_CASE("convolution: refuses a file that does not say its padding type", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::convolution, Proto().field(1, 1).field(2, 1).message(
                                                               90, weights(std::vector<float>(9))));
  CHECK_THROWS_MATCHES(make_layer(spec, {Shape{1, 3, 3}}), Error,
                       has_code(ErrorCode::model_invalid, "padding type"));
}
}  // namespace
}  // namespace attune::test
