#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

enum class Statistics { stored, of_batch, of_instance };

Proto batchnorm(int channels, Statistics statistics = Statistics::stored, float epsilon = 0) {
  Proto params;
  params.field(1, channels);
  if (statistics != Statistics::stored) params.field(5, true);
  if (statistics == Statistics::of_instance) params.field(6, true);
  if (epsilon != 0) params.field(10, epsilon);
  return params;
}

TestSpec spec_of(const Proto& params) { return layer_spec(LayerKind::batchnorm, params); }

Proto two_channels(Statistics statistics, float epsilon = 0) {
  return batchnorm(2, statistics, epsilon)
      .message(15, weights({2, -1}))
      .message(16, weights({10, 0.5F}));
}

TestSpec stored(float epsilon = 0) {
  return spec_of(two_channels(Statistics::stored, epsilon)
                     .message(17, weights({1, 4}))
                     .message(18, weights({4, 0.25F})));
}

TEST_CASE("batchnorm: gamma (x - mean) / sqrt(variance) + beta for each channel", "[layers]") {
  const LayerRun run = run_layer(stored(1e-12F), Shape{2, 1, 2}, {1, 3, 4, 5});
  CHECK(run.shape == Shape{2, 1, 2});
  CHECK_THAT(run.y, EqualsNear({10, 12, 0.5F, -1.5F}));
}

TEST_CASE("batchnorm: epsilon is added to the variance; 0 means 1e-5", "[layers]") {
  CHECK_THAT(run_layer(stored(12), Shape{2, 1, 1}, {3, 4}).y, EqualsNear({11, 0.5F}));
  const TestSpec spec = spec_of(batchnorm(1)
                                    .message(15, weights({1}))
                                    .message(16, weights({0}))
                                    .message(17, weights({0}))
                                    .message(18, weights({0})));
  CHECK_THAT(run_layer(spec, Shape{1, 1, 1}, {1}).y, EqualsNear({316.22777F}));
}

TEST_CASE("batchnorm: can take the statistics of each image, or of all images of an example",
          "[layers]") {
  // Two images of two channels; the first channel holds 0, 2 and 4, 6.
  const Shape x{2, 2, 1, 2};
  const std::vector<float> values{0, 2, 7, 7, 4, 6, 7, 7};
  CHECK_THAT(run_layer(spec_of(two_channels(Statistics::of_instance, 1e-12F)), x, values).y,
             EqualsNear({8, 12, 0.5F, 0.5F, 8, 12, 0.5F, 0.5F}));
  // mean 3, variance 5
  CHECK_THAT(run_layer(spec_of(two_channels(Statistics::of_batch, 4)), x, values).y,
             EqualsNear({8, 10 - 2.0F / 3, 0.5F, 0.5F, 10 + 2.0F / 3, 12, 0.5F, 0.5F}));
}

TEST_CASE("batchnorm: gradients agree with finite differences", "[layers]") {
  check_gradients(stored(), Shape{2, 2, 3});
  check_gradients(stored(), Shape{2, 1, 2, 3, 1});
  check_gradients(spec_of(two_channels(Statistics::of_instance)), Shape{2, 3, 4});
  check_gradients(spec_of(two_channels(Statistics::of_instance, 0.5F)), Shape{2, 2, 3, 1});
  check_gradients(spec_of(two_channels(Statistics::of_batch)), Shape{3, 2, 2, 2});
}

TEST_CASE("batchnorm: nothing of it is trained", "[layers]") {
  CHECK(make_layer(stored(), {Shape{2, 1, 1}})->parameters().empty());
}

TEST_CASE("batchnorm: refuses what it cannot run", "[layers]") {
  const auto refuses = [](const TestSpec& spec, const std::vector<Shape>& x, ErrorCode code,
                          std::string_view part) {
    CHECK_THROWS_MATCHES(make_layer(spec, x), Error, has_code(code, part));
  };
  refuses(stored(), {Shape{2, 2}}, ErrorCode::shape_mismatch,
          "batchnorm reads 1 input of rank >= 3");
  refuses(stored(), {Shape{3, 1, 1}}, ErrorCode::shape_mismatch,
          "has 2 channels, its input of shape [3, 1, 1] has 3");
  refuses(spec_of(two_channels(Statistics::stored).message(17, weights({1, 2}))), {Shape{2, 1, 1}},
          ErrorCode::model_invalid, "variance are missing");
  refuses(spec_of(batchnorm(2).message(15, weights({1}))), {Shape{2, 1, 1}},
          ErrorCode::model_invalid, "gamma have 1 values");
}
}  // namespace
}  // namespace attune::test
