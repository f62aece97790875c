#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>

#include "support/layer_harness.h"

namespace attune::test {
namespace {

TestSpec activation(std::uint32_t member, const Proto& constants = {}) {
  return layer_spec(LayerKind::activation, Proto().message(member, constants));
}
TestSpec activation(std::uint32_t member, float alpha) {
  return activation(member, Proto().field(1, alpha));
}
TestSpec activation(std::uint32_t member, float alpha, float beta) {
  return activation(member, Proto().field(1, alpha).field(2, beta));
}
TestSpec p_relu(const std::vector<float>& alpha) {
  return activation(25, Proto().message(1, weights(alpha)));
}
TestSpec parametric_softplus(const std::vector<float>& alpha, const std::vector<float>& beta) {
  return activation(71, Proto().message(1, weights(alpha)).message(2, weights(beta)));
}

std::vector<float> values(const TestSpec& spec, const std::vector<float>& x) {
  return run_layer(spec, Shape{static_cast<std::int64_t>(x.size())}, x).y;
}

TEST_CASE("activation: linear is alpha x + beta", "[layers]") {
  CHECK_THAT(values(activation(5, 2, 1), {-1, 0, 3}), EqualsNear({-1, 1, 7}));
}
TEST_CASE("activation: ReLU keeps what is above 0", "[layers]") {
  CHECK_THAT(values(activation(10), {-1, 0, 3}), EqualsNear({0, 0, 3}));
  CHECK_THAT(values(activation(10), {-0.0F, NAN}), EqualsBits({0.0F, 0.0F}));
}
TEST_CASE("activation: leakyReLU keeps alpha of what is below 0", "[layers]") {
  CHECK_THAT(values(activation(15, 0.5F), {-2, 0, 3}), EqualsNear({-1, 0, 3}));
}
TEST_CASE("activation: thresholdedReLU keeps what is not below alpha", "[layers]") {
  CHECK_THAT(values(activation(20, 1), {-2, 0.5F, 1, 3}), EqualsNear({0, 0, 1, 3}));
}
TEST_CASE("activation: tanh and scaledTanh", "[layers]") {
  CHECK_THAT(values(activation(30), {0, 1, -100}), EqualsNear({0, 0.7615942F, -1}));
  CHECK_THAT(values(activation(31, 2, 0.5F), {0, 2, -200}), EqualsNear({0, 1.5231884F, -2}));
}
TEST_CASE("activation: sigmoid and sigmoidHard", "[layers]") {
  CHECK_THAT(values(activation(40), {0, 1, -200, 200}), EqualsNear({0.5F, 0.7310586F, 0, 1}));
  CHECK_THAT(values(activation(41, 0.2F, 0.5F), {-3, 0, 1, 3}), EqualsNear({0, 0.5F, 0.7F, 1}));
}
TEST_CASE("activation: ELU falls to -alpha", "[layers]") {
  CHECK_THAT(values(activation(50, 2), {-100, -1, 0, 3}), EqualsNear({-2, -1.2642411F, 0, 3}));
}
TEST_CASE("activation: softsign is x / (1 + |x|)", "[layers]") {
  CHECK_THAT(values(activation(60), {-3, 0, 1}), EqualsNear({-0.75F, 0, 0.5F}));
}
TEST_CASE("activation: softplus neither overflows nor loses small values", "[layers]") {
  CHECK_THAT(values(activation(70), {0, 1000, -200}), EqualsNear({0.6931472F, 1000, 0}));
  CHECK(values(activation(70), {-20})[0] == 2.0611537e-9F);
}

TEST_CASE("activation: PReLU has a slope for each channel, or one for all", "[layers]") {
  const Shape shape{2, 1, 2};
  CHECK_THAT(run_layer(p_relu({0.5F, 0.25F}), shape, {-1, 2, -4, 8, -2, -2, -8, -8}, 2).y,
             EqualsNear({-0.5F, 2, -1, 8, -1, -1, -2, -2}));
  CHECK_THAT(run_layer(p_relu({0.5F}), shape, {-1, 2, -4, 8}).y, EqualsNear({-0.5F, 2, -2, 8}));
  CHECK_THAT(run_layer(p_relu({0.5F}), Shape{2}, {-1, 2}).y, EqualsNear({-0.5F, 2}));
}
TEST_CASE("activation: PReLU repeats its channels along leading axes", "[layers]") {
  CHECK_THAT(run_layer(p_relu({0.5F, 0.25F}), Shape{2, 1, 2, 1, 1}, {-1, -1, -2, -2}).y,
             EqualsNear({-0.5F, -0.25F, -1, -0.5F}));
}
TEST_CASE("activation: parametricSoftplus has alpha and beta for each channel, or one of each",
          "[layers]") {
  const Shape shape{2, 1, 1};
  CHECK_THAT(run_layer(parametric_softplus({2, 3}, {1, 0}), shape, {0, 5}).y,
             EqualsNear({2 * 0.6931472F, 3 * 0.6931472F}));
  CHECK_THAT(run_layer(parametric_softplus({2}, {1, 0}), shape, {0, 5}).y,
             EqualsNear({2 * 0.6931472F, 2 * 0.6931472F}));
  CHECK_THAT(run_layer(parametric_softplus({2}, {1}), shape, {0, 100}).y,
             EqualsNear({2 * 0.6931472F, 200}));
}

TEST_CASE("activation: gradients agree with finite differences", "[layers]") {
  const Shape shape{2, 3, 2};
  for (const TestSpec& spec :
       {activation(5, 2, 1), activation(10), activation(15, 0.3F), activation(20, 0.0F),
        activation(30), activation(31, 1.7F, 0.7F), activation(31, 0.0F, 0.7F), activation(40),
        activation(41, 0.7F, 0.5F), activation(50, 1.5F), activation(60), activation(70),
        p_relu({0.25F}), p_relu({0.25F, -0.5F}), parametric_softplus({2}, {0.5F}),
        parametric_softplus({2, -1}, {0.5F, 1.5F})}) {
    check_gradients(spec, shape);
  }
}
TEST_CASE("activation: no gradient flows where ReLU is off, all of it where it is on", "[layers]") {
  check_gradients(activation(10), Shape{4}, {.examples = 1, .values = {{-1, -2, 1, 2}}});
}

TEST_CASE("activation: a member that comes later replaces an earlier one", "[layers]") {
  const TestSpec spec = layer_spec(LayerKind::activation, Proto().message(10).message(30));
  CHECK_THAT(values(spec, {-1}), EqualsNear({-0.7615942F}));
}
TEST_CASE("activation: refuses what it cannot read", "[layers]") {
  CHECK_THROWS_MATCHES(make_layer(layer_spec(LayerKind::activation), {{2}}), Error,
                       has_code(ErrorCode::model_invalid, "names no function"));
  CHECK_THROWS_MATCHES(make_layer(activation(10), {{2}, {2}}), Error,
                       has_code(ErrorCode::shape_mismatch, "reads 1 input, got [2] and [2]"));
  CHECK_THROWS_MATCHES(make_layer(p_relu({1, 2, 3}), {{2, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "alpha"));
  CHECK_THROWS_MATCHES(make_layer(p_relu({1, 2}), {{2, 1}}), Error,
                       has_code(ErrorCode::shape_mismatch, "rank >= 3"));
  CHECK_THROWS_MATCHES(make_layer(parametric_softplus({1, 2}, {}), {{2, 1, 1}}), Error,
                       has_code(ErrorCode::model_invalid, "beta"));
}

}  // namespace
}  // namespace attune::test
