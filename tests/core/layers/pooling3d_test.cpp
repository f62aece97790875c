#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec pool(int type, const std::vector<int>& kernel, const std::vector<int>& stride = {1, 1, 1},
              int padding_type = 1, const std::vector<int>& padding = {}, bool exclude = false) {
  Proto params;
  params.field(1, type);
  for (std::uint32_t i = 0; i < 3; ++i) params.field(2 + i, kernel[i]).field(5 + i, stride[i]);
  for (std::uint32_t i = 0; i < padding.size(); ++i) params.field(8 + i, padding[i]);
  params.field(14, exclude).field(15, padding_type);
  return layer_spec(LayerKind::pooling3d, params);
}

const std::vector<float> kExample{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};

TEST_CASE("pooling3d: the largest of each window, as in the format's example", "[layers]") {
  const LayerRun run = run_layer(pool(0, {2, 2, 2}), Shape{1, 1, 2, 3, 3}, kExample);
  CHECK(run.shape == Shape{1, 1, 1, 2, 2});
  CHECK_THAT(run.y, EqualsNear({14, 15, 17, 18}));
}

TEST_CASE("pooling3d: an average counts padding or does not, which never wins a maximum",
          "[layers]") {
  const std::vector<int> padding{1, 0, 0, 0, 0, 1};
  const auto run = [&](int type, bool exclude) {
    return run_layer(pool(type, {2, 1, 2}, {1, 1, 1}, 0, padding, exclude), Shape{1, 1, 1, 1, 2},
                     {-4, -8});
  };
  // Windows see (-4, -8) and (-8) and as much padding.
  CHECK(run(0, false).shape == Shape{1, 1, 1, 1, 2});
  CHECK_THAT(run(0, false).y, EqualsNear({-4, -8}));
  CHECK_THAT(run(1, false).y, EqualsNear({-3, -2}));
  CHECK_THAT(run(1, true).y, EqualsNear({-6, -8}));
}

TEST_CASE("pooling3d: a window that sees only padding gives 0", "[layers]") {
  CHECK_THAT(run_layer(pool(0, {1, 1, 1}, {1, 1, 1}, 0, {1, 0}), Shape{1, 1, 1, 1, 1}, {-5}).y,
             EqualsNear({0, -5}));
  CHECK_THAT(
      run_layer(pool(1, {1, 1, 1}, {1, 1, 1}, 0, {1, 0}, true), Shape{1, 1, 1, 1, 1}, {-5}).y,
      EqualsNear({0, -5}));
}

TEST_CASE("pooling3d: same divides the extent by the stride, rounded up", "[layers]") {
  const LayerRun run = run_layer(pool(0, {2, 1, 3}, {2, 1, 2}, 2), Shape{1, 1, 3, 1, 3},
                                 {1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(run.shape == Shape{1, 1, 2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({5, 6, 8, 9}));
}

TEST_CASE("pooling3d: gradients agree with finite differences", "[layers]") {
  SECTION("maximum") { check_gradients(pool(0, {2, 2, 2}), Shape{1, 2, 3, 3, 2}); }
  SECTION("average") {
    check_gradients(pool(1, {2, 3, 2}, {1, 2, 1}, 2), Shape{1, 2, 3, 4, 3});
    check_gradients(pool(1, {2, 2, 2}, {1, 1, 2}, 0, {1, 0, 1, 1, 0, 1}, true),
                    Shape{1, 1, 2, 3, 3});
  }
}

TEST_CASE("pooling3d: of equal values the first gets the gradient", "[layers]") {
  CHECK(input_gradient(pool(0, {2, 1, 2}), Shape{1, 1, 2, 1, 2}, {1, 3, 3, 3}, {7}) ==
        std::vector<float>{0, 7, 0, 0});
}

TEST_CASE("pooling3d: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const Shape& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, {x}), Error, has_code(code, part));
  };
  refuses(pool(0, {1, 1, 1}), Shape{1, 1, 1, 1}, ErrorCode::shape_mismatch, "rank >= 5");
  refuses(pool(0, {2, 1, 1}), Shape{1, 1, 1, 1, 1}, ErrorCode::shape_mismatch, "kernel of 2");
  refuses(pool(2, {1, 1, 1}), Shape{1, 1, 1, 1, 1}, ErrorCode::model_invalid, "unknown type 2");
  refuses(pool(0, {1, 1, 0}), Shape{1, 1, 1, 1, 1}, ErrorCode::model_invalid, "kernel size of 0");
  refuses(pool(0, {1, 1, 1}, {1, 0, 1}), Shape{1, 1, 1, 1, 1}, ErrorCode::model_invalid,
          "stride of 0");
  refuses(pool(0, {1, 1, 1}, {1, 1, 1}, 5), Shape{1, 1, 1, 1, 1}, ErrorCode::model_invalid,
          "unknown type 5");
}
}  // namespace
}  // namespace attune::test
