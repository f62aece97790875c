#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

enum LinearMode { kDefault = 0, kAlignCorners = 1, kDoNotAlignCorners = 2 };

TestSpec nearest(const std::vector<std::int64_t>& factors) {
  return layer_spec(LayerKind::upsample, Proto().packed(1, factors));
}

TestSpec bilinear(const std::vector<std::int64_t>& factors, LinearMode mode = kDefault) {
  return layer_spec(LayerKind::upsample, Proto().packed(1, factors).field(5, 1).field(6, mode));
}

TestSpec fractional(const std::vector<float>& factors, LinearMode mode, int interpolation = 1) {
  return layer_spec(LayerKind::upsample,
                    Proto().packed_floats(7, factors).field(5, interpolation).field(6, mode));
}

TEST_CASE("upsample: repeats each element", "[layers]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const LayerRun run = run_layer(nearest({2, 3}), Shape{1, 1, 2, 2}, {1, -0.0F, 3, infinity});
  CHECK(run.shape == Shape{1, 1, 4, 6});
  CHECK_THAT(run.y, EqualsBits({1, 1, 1, -0.0F,    -0.0F,    -0.0F,     //
                                1, 1, 1, -0.0F,    -0.0F,    -0.0F,     //
                                3, 3, 3, infinity, infinity, infinity,  //
                                3, 3, 3, infinity, infinity, infinity}));
}

TEST_CASE("upsample: bilinear places are those that the format states", "[layers]") {
  const float third = 1.0F / 3;
  CHECK_THAT(run_layer(bilinear({1, 3}), Shape{1, 1, 3}, {1, 2, 3}).y,
             EqualsNear({1, 1 + third, 2 - third, 2, 2 + third, 3 - third, 3, 3, 3}));
  CHECK_THAT(run_layer(bilinear({1, 2}, kAlignCorners), Shape{1, 1, 2}, {0, 3}).y,
             EqualsNear({0, 1, 2, 3}));
  CHECK_THAT(run_layer(bilinear({1, 2}, kDoNotAlignCorners), Shape{1, 1, 2}, {0, 4}).y,
             EqualsNear({0, 1, 3, 4}));
}

TEST_CASE("upsample: bilinear in both directions", "[layers]") {
  CHECK_THAT(run_layer(fractional({1.5F, 1.5F}, kAlignCorners), Shape{1, 2, 2}, {0, 2, 4, 6}).y,
             EqualsNear({0, 1, 2, 2, 3, 4, 4, 5, 6}));
}

TEST_CASE("upsample: fractions round the size down", "[layers]") {
  CHECK(run_layer(fractional({1.75F, 1}, kAlignCorners), Shape{1, 3, 1}, {1, 2, 3}).shape ==
        Shape{1, 5, 1});
  CHECK(run_layer(fractional({2.1F, 0.5F}, kDoNotAlignCorners), Shape{1, 10, 2},
                  std::vector<float>(20))
            .shape == Shape{1, 21, 1});
}

TEST_CASE("upsample: without factors the output is the input", "[layers]") {
  CHECK_THAT(run_layer(layer_spec(LayerKind::upsample), Shape{1, 1, 2}, {1, 2}).y,
             EqualsBits({1, 2}));
  CHECK_THAT(run_layer(nearest({0, 1}), Shape{1, 1, 2}, {1, 2}).y, EqualsBits({1, 2}));
}

TEST_CASE("upsample: gradients agree with finite differences", "[layers]") {
  check_gradients(nearest({2, 3}), Shape{2, 2, 2});
  for (const LinearMode mode : {kDefault, kAlignCorners, kDoNotAlignCorners}) {
    check_gradients(bilinear({2, 3}, mode), Shape{2, 1, 3, 2});
  }
  check_gradients(fractional({1.5F, 0.75F}, kDoNotAlignCorners), Shape{1, 3, 4});
}

TEST_CASE("upsample: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, ErrorCode code, std::string_view part,
                          const Shape& x = {1, 2, 2}) {
    CHECK_THROWS_MATCHES(make_layer(spec, {x}), Error, has_code(code, part));
  };
  refuses(nearest({2, 2}), ErrorCode::shape_mismatch, "upsample reads 1 input of rank >= 3",
          {2, 2});
  refuses(nearest({2}), ErrorCode::model_invalid, "two scaling factors");
  refuses(layer_spec(LayerKind::upsample, Proto().packed(1, {1, 1}).packed_floats(7, {1, 1})),
          ErrorCode::model_invalid, "of one kind");
  refuses(fractional({2, 2}, kDefault), ErrorCode::model_invalid, "how it treats corners");
  refuses(fractional({2, 2}, kAlignCorners, 0), ErrorCode::model_invalid, "cannot align corners");
  refuses(fractional({-1, 1}, kAlignCorners), ErrorCode::model_invalid, "cannot scale 2 by -1");
  refuses(fractional({0.25F, 1}, kAlignCorners), ErrorCode::model_invalid,
          "cannot scale 2 by 0.25");
  refuses(fractional({2, 2}, kAlignCorners, 2), ErrorCode::model_invalid, "unknown mode");
}
}  // namespace
}  // namespace attune::test
