#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <limits>
#include <memory>
#include <vector>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
TestSpec cum_sum(std::int64_t axis, bool excludes, bool reverses, int inputs = 1) {
  return layer_spec(LayerKind::cum_sum,
                    Proto().field(1, axis).field(2, excludes).field(3, reverses),
                    {.inputs = inputs});
}
std::vector<float> run(bool excludes, bool reverses) {
  return run_layer(cum_sum(0, excludes, reverses), Shape{3}, {4, 6, 7}).y;
}

TEST_CASE("cumSum: to either end, with and without the value itself", "[layers]") {
  CHECK_THAT(run(false, false), EqualsBits({4, 10, 17}));
  CHECK_THAT(run(true, false), EqualsBits({0, 4, 10}));
  CHECK_THAT(run(false, true), EqualsBits({17, 13, 7}));
  CHECK_THAT(run(true, true), EqualsBits({13, 7, 0}));
}
TEST_CASE("cumSum: along any axis", "[layers]") {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8};
  CHECK_THAT(run_layer(cum_sum(0, false, false), Shape{2, 2, 2}, x).y,
             EqualsBits({1, 2, 3, 4, 6, 8, 10, 12}));
  CHECK_THAT(run_layer(cum_sum(-2, false, false), Shape{2, 2, 2}, x).y,
             EqualsBits({1, 2, 4, 6, 5, 6, 12, 14}));
  CHECK_THAT(run_layer(cum_sum(2, false, true), Shape{2, 2, 2}, x).y,
             EqualsBits({3, 2, 7, 4, 11, 6, 15, 8}));
}
TEST_CASE("cumSum: a second input names the axis, for each example its own", "[layers]") {
  const LayerRun run =
      run_layer(cum_sum(9, false, false, 2), {{2, 2}, {1}}, {{1, 2, 3, 4, 1, 2, 3, 4}, {0, -1}}, 2);
  CHECK_THAT(run.y, EqualsBits({1, 2, 4, 6, 1, 3, 3, 7}));
}
TEST_CASE("cumSum: fails on an axis that the input lacks", "[layers]") {
  const std::vector<Shape> shapes = {{2, 2}, {1}};
  const std::unique_ptr<layers::Layer> layer = make_layer(cum_sum(0, false, false, 2), shapes);
  std::vector<float> x = {1, 2, 3, 4}, y(4);
  for (float axis : {2.0F, -3.0F, 0.5F, std::numeric_limits<float>::quiet_NaN(), 1e30F}) {
    const std::vector<ConstTensor> inputs = {{x.data(), shapes[0]}, {&axis, shapes[1]}};
    const std::vector<Tensor> outputs = {{y.data(), shapes[0]}};
    layers::Pass pass;
    pass.x = inputs;
    pass.y = outputs;
    CHECK(layer->forward(pass) == layers::Status::failed);
  }
}
TEST_CASE("cumSum: gradients agree with finite differences", "[layers]") {
  for (const bool excludes : {false, true}) {
    for (const bool reverses : {false, true}) {
      check_gradients(cum_sum(1, excludes, reverses), Shape{2, 4, 2});
    }
  }
}
TEST_CASE("cumSum: refuses an axis that is lacking, two numbers for it, three inputs", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(cum_sum(2, false, false), {{2, 3}}), Error,
                       has_code(ErrorCode::shape_mismatch, "names axis 2"));
  CHECK_THROWS_MATCHES(make_layer(cum_sum(0, false, false, 2), {{2, 3}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "one number, got [2]"));
  CHECK_THROWS_MATCHES(make_layer(cum_sum(0, false, false, 3), {{2}, {1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "cumSum reads 1 input"));
}

}  // namespace
}  // namespace attune::test
