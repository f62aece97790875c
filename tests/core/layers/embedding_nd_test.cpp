#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec embedding_nd(bool bias = false) {
  Proto params;
  params.field(1, 3).field(2, 2).field(3, bias).message(20, weights({1, 2, 3, 10, 20, 30}));
  if (bias) params.message(21, weights({100, 200}));
  return layer_spec(LayerKind::embedding_nd, params);
}

TEST_CASE("embeddingND: a vector along the last axis for each number", "[layers]") {
  const LayerRun run = run_layer(embedding_nd(), Shape{2, 1}, {2, 0});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsNear({3, 30, 1, 10}));
  CHECK_THAT(run_layer(embedding_nd(true), Shape{1, 1, 1}, {1}).y, EqualsNear({102, 220}));
}
TEST_CASE("embeddingND: gradients agree with finite differences", "[layers]") {
  check_gradients(embedding_nd(true), {{3, 1}}, {.values = {{2.5F, 0.5F, 2.5F, 1.5F, 1.5F, 0.5F}}});
}
TEST_CASE("embeddingND: refuses a last extent other than 1", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(embedding_nd(), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "last extent is 1, got [2, 3]"));
  CHECK_THROWS_MATCHES(make_layer(embedding_nd(), {{1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 2"));
}

}  // namespace
}  // namespace attune::test
