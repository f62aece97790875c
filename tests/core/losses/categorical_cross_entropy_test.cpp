#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "losses/loss.h"
#include "support/matchers.h"

namespace attune::test {
namespace {
constexpr std::uint32_t kField = 10;

std::unique_ptr<losses::Loss> make(const Shape& x) {
  return losses::find_loss_type(kField)->make(x, "lossLayer");
}

std::vector<float> loss_of(const Shape& shape, const std::vector<float>& x,
                           const std::vector<float>& target) {
  std::vector<float> loss(target.size(), -1);
  const int examples = static_cast<int>(target.size());
  make(shape)->forward({x.data(), shape, examples}, {target.data(), {}, examples}, loss.data());
  return loss;
}

// Starts from `dx`, so that it shows adding.
std::vector<float> gradient_of(const Shape& shape, const std::vector<float>& x,
                               const std::vector<float>& target, float scale,
                               std::vector<float> dx) {
  const int examples = static_cast<int>(target.size());
  make(shape)->backward({x.data(), shape, examples}, {target.data(), {}, examples}, scale,
                        {dx.data(), shape, examples});
  return dx;
}

TEST_CASE("cross entropy: is registered under its field, fused with softmax", "[losses]") {
  const losses::LossType* type = losses::find_loss_type(kField);
  REQUIRE(type != nullptr);
  CHECK(type->name == "categoricalCrossEntropyLossLayer");
  CHECK(type->fused_with_softmax);
  CHECK(make({3})->target_shape() == Shape{});
  CHECK(losses::find_loss_type(12) == nullptr);
}

TEST_CASE("cross entropy: is -ln of the target's probability", "[losses]") {
  // Probabilities 1/4 and 3/4.
  const float three = std::log(3.0F);
  CHECK_THAT(loss_of({2, 1, 1}, {0, three, 0, three}, {0, 1}),
             EqualsNear({1.3862944F, 0.28768206F}));
  CHECK_THAT(loss_of({1, 1, 4, 1, 1}, {5, 5, 5, 5}, {2}), EqualsNear({1.3862944F}));
  CHECK_THAT(loss_of({1}, {-3}, {0}), EqualsNear({0}));
}

TEST_CASE("cross entropy: scores of any size neither overflow nor become infinite", "[losses]") {
  CHECK_THAT(loss_of({2}, {0, 1000}, {0}), EqualsNear({1000}));
  CHECK_THAT(loss_of({2}, {0, 1000}, {1}), EqualsNear({0}));
  CHECK_THAT(loss_of({2}, {-1e30F, -1e30F}, {0}), EqualsNear({0.6931472F}));
}

TEST_CASE("cross entropy: the gradient is the probabilities, less 1 at the target", "[losses]") {
  const float three = std::log(3.0F);
  CHECK_THAT(gradient_of({2}, {0, three, three, 0}, {0, 1}, 1, {0, 0, 0, 0}),
             EqualsNear({-0.75F, 0.75F, 0.75F, -0.75F}));
  CHECK_THAT(gradient_of({2}, {0, three}, {1}, 0.5F, {10, 20}), EqualsNear({10.125F, 19.875F}));
}

TEST_CASE("cross entropy: the gradient agrees with finite differences", "[losses]") {
  std::vector<float> x = {0.5F, -1, 2, 0.25F, 1};
  const std::vector<float> gradient = gradient_of({5}, x, {3}, 1, std::vector<float>(5));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float middle = x[i];
    x[i] = middle + 0x1p-6F;
    const float high = loss_of({5}, x, {3})[0];
    x[i] = middle - 0x1p-6F;
    const float low = loss_of({5}, x, {3})[0];
    x[i] = middle;
    CHECK(std::fabs((high - low) / 0x1p-5F - gradient[i]) < 1e-4F);
  }
}

TEST_CASE("cross entropy: a target that is no class gives NaN and no gradient", "[losses]") {
  for (const float target : {2.0F, -1.0F, 0.5F, 1e30F, std::nanf("")}) {
    CHECK(std::isnan(loss_of({2}, {0, 1}, {target})[0]));
    CHECK_THAT(gradient_of({2}, {0, 1}, {target}, 1, {3, 4}), EqualsBits({3, 4}));
  }
}

TEST_CASE("cross entropy: a score that is not finite makes the loss not finite", "[losses]") {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float score : {std::nanf(""), infinity}) {
    CHECK_FALSE(std::isfinite(loss_of({3}, {score, 1, 2}, {1})[0]));
    CHECK_FALSE(std::isfinite(loss_of({3}, {0, 1, score}, {1})[0]));
  }
  CHECK(loss_of({2}, {0, -infinity}, {1})[0] == infinity);
}

TEST_CASE("cross entropy: refuses scores along two axes, and none", "[losses]") {
  CHECK_THROWS_MATCHES(make({2, 3}), Error,
                       has_code(ErrorCode::not_updatable,
                                "loss 'lossLayer': categorical cross entropy needs the scores of "
                                "all classes along one axis, got [2, 3]"));
  CHECK_THROWS_MATCHES(make({0}), Error, has_code(ErrorCode::not_updatable));
}

}  // namespace
}  // namespace attune::test
