#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec embedding(const std::vector<float>& values, const std::vector<float>& bias = {}) {
  Proto params;
  params.field(1, 3).field(2, 2);
  if (!bias.empty()) params.field(10, true);
  params.message(20, weights(values));
  if (!bias.empty()) params.message(21, weights(bias));
  return layer_spec(LayerKind::embedding, params);
}
// [outputChannels, inputDim]: number 0 is (1, 10), number 1 is (2, 20), number 2 is (3, 30).
const std::vector<float> kTable = {1, 2, 3, 10, 20, 30};

TEST_CASE("embedding: a column of the weights for each number", "[layers]") {
  const LayerRun run = run_layer(embedding(kTable), Shape{2, 1, 1, 1, 1}, {2, 0, 1, 1}, 2);
  CHECK(run.shape == Shape{2, 1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({3, 30, 1, 10, 2, 20, 2, 20}));
}
TEST_CASE("embedding: a bias is added", "[layers]") {
  const LayerRun run = run_layer(embedding(kTable, {100, 200}), Shape{1, 1, 1, 1}, {1});
  CHECK(run.shape == Shape{1, 2, 1, 1});
  CHECK_THAT(run.y, EqualsNear({102, 220}));
}
TEST_CASE("embedding: a number between two is the lower one", "[layers]") {
  CHECK_THAT(run_layer(embedding(kTable), Shape{1, 1, 1, 1}, {1.9F}).y, EqualsNear({2, 20}));
}
TEST_CASE("embedding: gradients agree with finite differences; the number itself gets none",
          "[layers]") {
  check_gradients(embedding(kTable, {1, 2}), {{3, 1, 1, 1, 1}},
                  {.values = {{2.5F, 0.5F, 2.5F, 1.5F, 1.5F, 0.5F}}});
}
TEST_CASE("embedding: a number outside the vocabulary fails", "[layers]") {
  const auto layer = make_layer(embedding(kTable), {{1, 1, 1, 1}});
  for (const float number : {3.0F, -1.0F, 1e30F, -1e-3F, NAN}) {
    std::vector<float> x = {number}, y(2);
    const ConstTensor from{x.data(), {1, 1, 1, 1}, 1};
    const Tensor to{y.data(), {1, 2, 1, 1}, 1};
    layers::Pass pass;
    pass.x = {&from, 1};
    pass.y = {&to, 1};
    CHECK(layer->forward(pass) == layers::Status::failed);
  }
}
TEST_CASE("embedding: refuses other shapes and tables", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(embedding(kTable), {{1, 1, 3, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "got [1, 1, 3, 1, 1]"));
  CHECK_THROWS_MATCHES(make_layer(embedding(kTable), {{1, 1, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 4"));
  CHECK_THROWS_MATCHES(make_layer(embedding({1, 2}), {{1, 1, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "needs 6"));
  CHECK_THROWS_MATCHES(
      make_layer(layer_spec(LayerKind::embedding, Proto().field(2, 2)), {{1, 1, 1, 1}}), Error,
      has_code(ErrorCode::model_invalid, "a table of 2 x 0 values"));
  CHECK_THROWS_MATCHES(
      make_layer(layer_spec(LayerKind::embedding, Proto().field(1, -1).field(2, 2)),
                 {{1, 1, 1, 1}}),
      Error, has_code(ErrorCode::model_invalid, "a table of"));
}

}  // namespace
}  // namespace attune::test
