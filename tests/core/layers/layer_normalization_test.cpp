#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec normalization(const std::vector<std::int64_t>& shape, const std::vector<float>& gamma,
                       const std::vector<float>& beta, float eps = 1e-5F) {
  return layer_spec(
      LayerKind::layer_normalization,
      Proto().packed(1, shape).field(2, eps).message(3, weights(gamma)).message(4, weights(beta)));
}

TEST_CASE("layerNormalization: each row to mean 0 and variance 1, then gamma and beta",
          "[layers]") {
  // Variances 1 and 4; an eps of 3 and 0 would change them, so it is small.
  const LayerRun run =
      run_layer(normalization({2}, {1, 10}, {0, 5}, 1e-12F), Shape{2, 2}, {1, 3, 10, 6});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsNear({-1, 15, 1, -5}));
}

TEST_CASE("layerNormalization: eps is added to the variance; 0 means 1e-5", "[layers]") {
  CHECK_THAT(run_layer(normalization({2}, {1, 1}, {0, 0}, 3), Shape{2}, {1, 3}).y,
             EqualsNear({-0.5F, 0.5F}));
  CHECK_THAT(run_layer(normalization({2}, {1, 1}, {7, 8}, 0), Shape{2}, {4, 4}).y,
             EqualsNear({7, 8}));
}

TEST_CASE("layerNormalization: gradients agree with finite differences", "[layers]") {
  SECTION("the last axis") {
    check_gradients(normalization({5}, {1, -2, 0.5F, 3, 1}, {0, 1, 2, 3, 4}), Shape{2, 3, 5},
                    {.tolerance = 1e-2F});
  }
  SECTION("all axes") {
    check_gradients(normalization({2, 3}, random_values(6), random_values(6, 2)), Shape{2, 3},
                    {.tolerance = 1e-2F});
  }
}

TEST_CASE("layerNormalization: refuses another shape", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(normalization({3}, {1, 1, 1}, {0, 0, 0}), {Shape{3, 2}}, ErrorCode::shape_mismatch,
          "inputs that end with [3], got [3, 2]");
  refuses(normalization({2, 3}, random_values(6), random_values(6)), {Shape{3}},
          ErrorCode::shape_mismatch, "end with [2, 3]");
  refuses(normalization({}, {1}, {1}), {Shape{1}}, ErrorCode::model_invalid, "normalized shape");
  refuses(normalization({2}, {1}, {1, 2}), {Shape{2}}, ErrorCode::model_invalid, "gamma have 1");
  refuses(normalization({1}, {1}, {1}), {Shape{1}, Shape{1}}, ErrorCode::shape_mismatch, "1 input");
}
}  // namespace
}  // namespace attune::test
