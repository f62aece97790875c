#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

// Fields in the order of the format.
struct Conv3d {
  int out = 1, in = 1, groups = 1;
  std::vector<std::int64_t> kernel = {1, 1, 1}, stride = {1, 1, 1}, dilation = {1, 1, 1};
  int padding_type = 1;
  std::vector<std::int64_t> padding = {};
  bool deconvolution = false;
  std::vector<std::int64_t> output_shape = {};
  std::vector<float> weight_values = {}, bias = {};

  // NOLINTNEXTLINE(google-explicit-constructor)
  operator TestSpec() const {
    Proto params;
    params.field(1, out).field(2, in).field(10, groups);
    const auto three = [&](std::uint32_t first, const std::vector<std::int64_t>& numbers) {
      for (const std::int64_t number : numbers) params.field(first++, number);
    };
    three(20, kernel), three(31, stride), three(40, dilation);
    if (!bias.empty()) params.field(50, true);
    params.message(60, weights(weight_values));
    if (!bias.empty()) params.message(61, weights(bias));
    params.field(70, padding_type);
    three(80, padding);
    if (deconvolution) params.field(86, true);
    if (!output_shape.empty()) params.packed(87, output_shape);
    return layer_spec(LayerKind::convolution3d, params);
  }
};

TestSpec spec_of(const Conv3d& conv) { return conv; }

TEST_CASE("convolution3d: correlates the kernel with every window and adds the bias", "[layers]") {
  const Conv3d conv{.kernel = {2, 1, 2}, .weight_values = {1, 10, 100, 1000}, .bias = {0.5F}};
  // Two slices of 1 x 3.
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 2, 1, 3}, {1, 2, 3, 4, 5, 6});
  CHECK(run.shape == Shape{1, 1, 1, 1, 2});
  CHECK_THAT(run.y, EqualsNear({5421.5F, 6532.5F}));
}

TEST_CASE("convolution3d: custom padding is front, back, top, bottom, left, right", "[layers]") {
  const Conv3d conv{.padding_type = 0, .padding = {1, 0, 0, 1, 0, 2}, .weight_values = {2}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 1, 1, 1}, {3});
  CHECK(run.shape == Shape{1, 1, 2, 2, 3});
  CHECK_THAT(run.y, EqualsNear({0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0}));
}

TEST_CASE("convolution3d: same pads an odd amount more behind", "[layers]") {
  const Conv3d conv{.kernel = {2, 1, 1}, .padding_type = 2, .weight_values = {1, 10}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 3, 1, 1}, {1, 2, 3});
  CHECK_THAT(run.y, EqualsNear({21, 32, 3}));
}

TEST_CASE("convolution3d: a deconvolution spreads each value over a window", "[layers]") {
  const Conv3d conv{.kernel = {2, 1, 2},
                    .stride = {1, 1, 2},
                    .deconvolution = true,
                    .weight_values = {1, 2, 3, 4}};
  const LayerRun run = run_layer(spec_of(conv), Shape{1, 1, 1, 1, 2}, {1, 10});
  CHECK(run.shape == Shape{1, 1, 2, 1, 4});
  CHECK_THAT(run.y, EqualsNear({1, 2, 10, 20, 3, 4, 30, 40}));
}

TEST_CASE("convolution3d: gradients agree with finite differences", "[layers]") {
  SECTION("stride, bias, two volumes") {
    check_gradients(spec_of({.out = 3,
                             .in = 2,
                             .kernel = {2, 3, 2},
                             .stride = {1, 2, 1},
                             .weight_values = random_values(72),
                             .bias = {1, 2, 3}}),
                    Shape{2, 2, 3, 4, 3});
  }
  SECTION("groups, dilation, same") {
    check_gradients(spec_of({.out = 4,
                             .in = 2,
                             .groups = 2,
                             .kernel = {2, 1, 2},
                             .dilation = {2, 1, 2},
                             .padding_type = 2,
                             .weight_values = random_values(16)}),
                    Shape{1, 2, 4, 2, 3});
  }
  SECTION("deconvolution with groups and padding") {
    check_gradients(spec_of({.out = 4,
                             .in = 2,
                             .groups = 2,
                             .kernel = {2, 2, 3},
                             .stride = {2, 1, 2},
                             .padding_type = 0,
                             .padding = {1, 0, 0, 1, 1, 1},
                             .deconvolution = true,
                             .weight_values = random_values(48),
                             .bias = {1, 2, 3, 4}}),
                    Shape{1, 2, 2, 3, 2});
  }
}

TEST_CASE("convolution3d: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const Conv3d& conv, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec_of(conv), x), Error, has_code(code, part));
  };
  const std::vector<Shape> x{Shape{1, 1, 2, 2, 2}};
  refuses({.weight_values = {1}}, {Shape{1, 2, 2, 2}}, ErrorCode::shape_mismatch, "rank >= 5");
  refuses({.in = 2, .weight_values = {1, 1}}, x, ErrorCode::shape_mismatch, "reads 2 channels");
  refuses({.kernel = {3, 1, 1}, .weight_values = {1, 1, 1}}, x, ErrorCode::shape_mismatch,
          "kernel of 3 elements");
  refuses({.weight_values = {1, 2}}, x, ErrorCode::model_invalid, "weights have 2 values");
  refuses({.out = 3, .groups = 2, .weight_values = {1}}, x, ErrorCode::model_invalid, "2 groups");
  refuses({.kernel = {0, 1, 1}}, x, ErrorCode::model_invalid, "kernel size of 0");
  refuses({.stride = {1, -1, 1}}, x, ErrorCode::model_invalid, "stride of -1");
  refuses({.padding_type = 0, .padding = {0, 0, -1}}, x, ErrorCode::model_invalid, "padding of -1");
  refuses({.padding_type = 3}, x, ErrorCode::model_invalid, "unknown type 3");
  refuses({.deconvolution = true, .output_shape = {1, 1}, .weight_values = {1}}, x,
          ErrorCode::model_invalid, "3 extents, got 2");
  refuses({.padding_type = 0, .padding = {1, 1}, .deconvolution = true, .weight_values = {1}}, x,
          ErrorCode::shape_mismatch, "leaves nothing");
}
}  // namespace
}  // namespace attune::test
