#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
struct Options {
  float iou = 0.3F, score = 0.5F;
  int most = 3;
  bool per_class = false;
};

TestSpec suppression(const Options& options = {}, int inputs = 2) {
  return layer_spec(LayerKind::non_maximum_suppression,
                    Proto()
                        .field(1, options.iou)
                        .field(2, options.score)
                        .field(3, options.most)
                        .field(4, options.per_class),
                    {.inputs = inputs, .outputs = 4});
}

// Three boxes of 2 by 2: the second overlaps the first by a third, the third lies apart.
const std::vector<float> kBoxes = {1, 1, 2, 2, 2, 1, 2, 2, 9, 9, 2, 2};

LayerRun kept(const std::vector<float>& scores, const Options& options = {}) {
  const auto classes = static_cast<std::int64_t>(scores.size()) / 3;
  return run_layer(suppression(options), {Shape{1, 3, 4}, Shape{1, 3, classes}}, {kBoxes, scores});
}

TEST_CASE("NonMaximumSuppression: of overlapping boxes the highest score stays", "[layers]") {
  const LayerRun run = kept({0.6F, 0.9F, 0.8F});
  CHECK_THAT(run.outputs[0], EqualsBits({2, 1, 2, 2, 9, 9, 2, 2, 0, 0, 0, 0}));
  CHECK_THAT(run.outputs[1], EqualsBits({0.9F, 0.8F, 0}));
  CHECK_THAT(run.outputs[2], EqualsBits({1, 2, -1}));
  CHECK_THAT(run.outputs[3], EqualsBits({2}));
}

TEST_CASE("NonMaximumSuppression: a threshold that is reached is not passed", "[layers]") {
  CHECK_THAT(kept({0.6F, 0.9F, 0.8F}, {.iou = 0.34F}).outputs[2], EqualsBits({1, 2, 0}));
  CHECK_THAT(kept({0.5F, 0.25F, 0.5F}, {.score = 0.5F}).outputs[2], EqualsBits({0, 2, -1}));
}

TEST_CASE("NonMaximumSuppression: classes may be kept apart", "[layers]") {
  const std::vector<float> scores = {0.7F, 0.6F, 0.5F, 0.9F, 0.8F, 0.1F};
  CHECK_THAT(kept(scores).outputs[2], EqualsBits({1, 2, -1}));
  CHECK_THAT(kept(scores, {.per_class = true}).outputs[2], EqualsBits({1, 2, 0}));
}

TEST_CASE("NonMaximumSuppression: when no score suffices the highest is kept", "[layers]") {
  const LayerRun run = kept({0.1F, NAN, 0.3F});
  CHECK_THAT(run.outputs[2], EqualsBits({2, -1, -1}));
  CHECK_THAT(run.outputs[3], EqualsBits({1}));
}

TEST_CASE("NonMaximumSuppression: at most maxBoxes stay, which may be an input", "[layers]") {
  CHECK_THAT(kept({0.9F, 0.1F, 0.8F}, {.most = 1}).outputs[2], EqualsBits({0}));
  const std::vector<Shape> shapes = {{1, 3, 4}, {1, 3, 1}, {1}, {1}, {1}};
  const LayerRun run =
      run_layer(suppression({}, 5), shapes, {kBoxes, {0.6F, 0.9F, 0.8F}, {0.5F}, {0.7F}, {4}});
  CHECK_THAT(run.outputs[2], EqualsBits({1, 2, -1, -1}));
  CHECK(run.shapes[0] == Shape{1, 4, 4});
}

TEST_CASE("NonMaximumSuppression: examples do not see one another", "[layers]") {
  std::vector<float> boxes = kBoxes;
  boxes.insert(boxes.end(), kBoxes.begin(), kBoxes.end());
  const LayerRun run = run_layer(suppression(), {Shape{1, 3, 4}, Shape{1, 3, 1}},
                                 {boxes, {0.6F, 0.9F, 0.8F, 0.9F, 0.6F, 0.1F}}, 2);
  CHECK_THAT(run.outputs[2], EqualsBits({1, 2, -1, 0, -1, -1}));
}

TEST_CASE("NonMaximumSuppression: refuses other shapes, and to keep none", "[layers]") {
  const auto refused = [](const std::vector<Shape>& shapes) {
    CHECK_THROWS_MATCHES(make_layer(suppression(), shapes), Error,
                         has_code(ErrorCode::shape_mismatch));
  };
  refused({Shape{1, 3, 4}});
  refused({Shape{1, 3, 5}, Shape{1, 3, 1}});
  refused({Shape{1, 3, 4}, Shape{1, 2, 1}});
  refused({Shape{3, 4}, Shape{3, 1}});
  refused({Shape{1, 3, 4}, Shape{1, 3, 1}, Shape{2}});
  CHECK_THROWS_MATCHES(make_layer(suppression({.most = 0}), {Shape{1, 3, 4}, Shape{1, 3, 1}}),
                       Error, has_code(ErrorCode::model_invalid, "maxBoxes"));
}
}  // namespace
}  // namespace attune::test
