#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec copy_spec() { return layer_spec(LayerKind::copy); }

TEST_CASE("copy: the same values in the same shape", "[layers]") {
  const LayerRun run = run_layer(copy_spec(), Shape{2, 2}, {1, -0.0F, 3, 4});
  CHECK(run.shape == Shape{2, 2});
  CHECK_THAT(run.y, EqualsBits({1, -0.0F, 3, 4}));
}
TEST_CASE("copy: gradients agree with finite differences", "[layers]") {
  check_gradients(copy_spec(), Shape{3, 2});
}
TEST_CASE("copy: refuses two inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(copy_spec(), {{1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input"));
}

}  // namespace
}  // namespace attune::test
