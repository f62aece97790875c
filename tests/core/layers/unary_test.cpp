#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {
enum Operation { kSqrt, kRsqrt, kInverse, kPower, kExp, kLog, kAbs, kThreshold };

struct Unary {
  Operation operation;
  float alpha = 0, epsilon = 0, shift = 0, scale = 0;
};

TestSpec spec_of(const Unary& u) {
  return layer_spec(LayerKind::unary, Proto()
                                          .field(1, u.operation)
                                          .field(2, u.alpha)
                                          .field(3, u.epsilon)
                                          .field(4, u.shift)
                                          .field(5, u.scale));
}

std::vector<float> values(const Unary& u, const std::vector<float>& x) {
  return run_layer(spec_of(u), Shape{static_cast<std::int64_t>(x.size())}, x).y;
}

TEST_CASE("unary: the eight operations", "[layers]") {
  CHECK_THAT(values({kSqrt}, {0, 1, 4}), EqualsNear({0, 1, 2}));
  CHECK_THAT(values({kRsqrt, 0, 3}, {1, 13}), EqualsNear({0.5F, 0.25F}));
  CHECK_THAT(values({kInverse, 0, 1}, {1, 3, -3}), EqualsNear({0.5F, 0.25F, -0.5F}));
  CHECK_THAT(values({kPower, 3}, {2, -2, 0}), EqualsNear({8, -8, 0}));
  CHECK_THAT(values({kExp}, {0, 1}), EqualsNear({1, 2.7182817F}));
  CHECK_THAT(values({kLog}, {1, 2.7182817F}), EqualsNear({0, 1}));
  CHECK_THAT(values({kAbs}, {-3, 0, 2}), EqualsNear({3, 0, 2}));
  CHECK_THAT(values({kThreshold, 1}, {-3, 1, 2}), EqualsNear({1, 1, 2}));
}

TEST_CASE("unary: the input is scaled and shifted first", "[layers]") {
  CHECK_THAT(values({.operation = kSqrt, .shift = 1, .scale = 2}, {0, 1.5F, 4}),
             EqualsNear({1, 2, 3}));
}

TEST_CASE("unary: a scale of 0 stands for 1, an epsilon of 0 for 1e-6", "[layers]") {
  CHECK_THAT(values({kAbs}, {-3}), EqualsNear({3}));
  CHECK_THAT(values({kInverse}, {0}), EqualsNear({1e6F}));
  CHECK_THAT(values({kRsqrt}, {0}), EqualsNear({1e3F}));
}

TEST_CASE("unary: outside a function's domain the result is NaN or infinite", "[layers]") {
  CHECK(std::isnan(values({kSqrt}, {-1})[0]));
  CHECK(std::isnan(values({kLog}, {-1})[0]));
  CHECK(values({kLog}, {0})[0] == -INFINITY);
  CHECK(std::isnan(values({kPower, 0.5F}, {-1})[0]));
}

TEST_CASE("unary: gradients agree with finite differences", "[layers]") {
  // u = x + 3 keeps roots and logarithms within their domain; x lies within 3/16 of 0.
  for (const Unary& u :
       {Unary{kSqrt}, Unary{kRsqrt, 0, 0.5F}, Unary{kInverse, 0, 0.5F}, Unary{kPower, 1.7F},
        Unary{kPower, 2}, Unary{kExp}, Unary{kLog}, Unary{kAbs}, Unary{kThreshold, 3}}) {
    Unary shifted = u;
    shifted.shift = 3;
    shifted.scale = 1.25F;
    check_gradients(spec_of(shifted), Shape{2, 3});
  }
  check_gradients(spec_of({kAbs}), Shape{2, 3});
  check_gradients(spec_of({kPower, 3}), Shape{2, 3},
                  {.values = {{-2, -1, 1, 2, 3, -3, 1, 2, 3, -1, -2, -3}}});
}

TEST_CASE("unary: refuses two inputs and an unknown operation", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(spec_of({kExp}), {{1}, {1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input"));
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::unary, Proto().field(1, 8)), {{1}}), Error,
                       has_code(ErrorCode::model_invalid, "operation 8"));
}

}  // namespace
}  // namespace attune::test
