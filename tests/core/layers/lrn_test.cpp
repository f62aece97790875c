#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec lrn(float alpha, float beta, std::uint64_t local_size, float k = 0) {
  Proto params;
  params.field(1, alpha).field(2, beta).field(3, local_size);
  if (k != 0) params.field(4, k);
  return layer_spec(LayerKind::lrn, params);
}

TEST_CASE("lrn: divides by a power of k and the neighbours' mean square", "[layers]") {
  // 1 / (8 + 2 * 1)^3
  CHECK_THAT(run_layer(lrn(2, 3, 1, 8), Shape{1, 1, 2}, {1, -1}).y,
             EqualsNear({1e-3F, -1e-3F}, 1e-8F));
  // 1 + 3 / 3 * (1 + 4), 1 + (1 + 4 + 9), 1 + (4 + 9)
  const LayerRun run = run_layer(lrn(3, 1, 3), Shape{3, 1, 1}, {1, 2, 3});
  CHECK(run.shape == Shape{3, 1, 1});
  CHECK_THAT(run.y, EqualsNear({1.0F / 6, 2.0F / 15, 3.0F / 14}));
}

TEST_CASE("lrn: an even window has its larger half behind the channel", "[layers]") {
  CHECK_THAT(run_layer(lrn(2, 1, 2), Shape{2, 1, 1}, {1, 2}).y, EqualsNear({1.0F / 6, 2.0F / 5}));
}

TEST_CASE("lrn: a window wider than the channels sees all of them", "[layers]") {
  const std::uint64_t most = ~std::uint64_t{0};
  CHECK_THAT(run_layer(lrn(1, 1, most), Shape{2, 1, 1}, {1, 2}).y, EqualsNear({1, 2}));
  CHECK_THAT(run_layer(lrn(5, 1, 5), Shape{2, 1, 1}, {1, 2}).y, EqualsNear({1.0F / 6, 2.0F / 6}));
}

TEST_CASE("lrn: gradients agree with finite differences", "[layers]") {
  check_gradients(lrn(0.5F, 0.75F, 3), Shape{5, 2, 2});
  check_gradients(lrn(2, 1.5F, 2, 3), Shape{2, 3, 1, 2});
}

TEST_CASE("lrn: refuses what it cannot run", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(lrn(1, 1, 1), {Shape{2, 2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "lrn reads 1 input of rank >= 3"));
  CHECK_THROWS_MATCHES(make_layer(lrn(1, 1, 0), {Shape{1, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "localSize of 0"));
  CHECK_THROWS_MATCHES(make_layer(lrn(1, 1, 1, -2), {Shape{1, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "negative k -2"));
}
}  // namespace
}  // namespace attune::test
