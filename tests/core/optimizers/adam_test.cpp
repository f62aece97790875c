#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "optimizers/optimizer.h"
#include "support/matchers.h"

namespace attune::test {
namespace {
// The gradient is the caller's to use again: a step leaves 0 in its own.
void learn(optimizers::Optimizer& optimizer, std::span<float> w, std::vector<float> g,
           std::span<float> state) {
  optimizer.step(w, g, state);
  CHECK(std::ranges::all_of(g, [](float left) { return left == 0; }));
}

const optimizers::Rates kRates{.learning_rate = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};

std::unique_ptr<optimizers::Optimizer> make() {
  return optimizers::find_optimizer_type(11)->make();
}

TEST_CASE("adam: is registered under its field, with two floats of state for each weight",
          "[optimizers]") {
  REQUIRE(optimizers::find_optimizer_type(11) != nullptr);
  CHECK(optimizers::find_optimizer_type(11)->name == "adamOptimizer");
  CHECK(make()->state_per_weight() == 2);
}

TEST_CASE(
    "adam: the first step is the learning rate against the gradient's sign, whatever its size",
    "[optimizers]") {
  const auto adam = make();
  std::vector<float> w = {1, 1, 1, 1}, state(8);
  adam->begin_step(kRates);
  learn(*adam, w, std::vector<float>{1000, -0.5F, 1e-3F, 0}, state);
  CHECK_THAT(w, EqualsNear({0.99F, 1.01F, 0.99F, 1}, 1e-6F));
}

TEST_CASE("adam: goes on from its state and its powers of beta as if it had never stopped",
          "[optimizers]") {
  const std::vector<std::vector<float>> gradients = {{1, -2}, {0.5F, 3}, {-1, 0.25F}, {2, 2}};
  const auto straight = make();
  std::vector<float> w = {1, 1}, state(4);
  for (const auto& gradient : gradients)
    straight->begin_step(kRates), learn(*straight, w, gradient, state);

  auto one = make();
  std::vector<float> v = {1, 1}, kept(4);
  for (const auto& gradient : gradients) {
    one->begin_step(kRates);
    learn(*one, v, gradient, kept);
    auto next = make();
    REQUIRE(next->scalars().size() == 2);
    std::ranges::copy(one->scalars(), next->scalars().begin());
    one = std::move(next);
  }
  CHECK_THAT(v, EqualsBits(w));
}

TEST_CASE("adam: eps stands outside the root", "[optimizers]") {
  const auto adam = make();
  std::vector<float> w = {0}, state(2);
  optimizers::Rates rates = kRates;
  rates.eps = 3;
  adam->begin_step(rates);
  learn(*adam, w, std::vector<float>{1}, state);
  CHECK_THAT(w, EqualsNear({-0.01F / 4}, 1e-7F));  // 1 / (sqrt(1) + 3)
}

// The formulas in double.
struct Reference {
  double m = 0, v = 0, power1 = 1, power2 = 1, w = 0;
  void step(const optimizers::Rates& rates, double g) {
    power1 *= rates.beta1;
    power2 *= rates.beta2;
    m = rates.beta1 * m + (1 - rates.beta1) * g;
    v = rates.beta2 * v + (1 - rates.beta2) * g * g;
    w -= rates.learning_rate * (m / (1 - power1)) / (std::sqrt(v / (1 - power2)) + rates.eps);
  }
};

TEST_CASE("adam: a hundred steps agree with the formulas in double, also when the rates change",
          "[optimizers]") {
  const auto adam = make();
  std::vector<float> w = {0.5F, -0.25F}, state(4);
  Reference first, second;
  first.w = w[0];
  second.w = w[1];
  optimizers::Rates rates = kRates;
  for (int step = 0; step < 100; ++step) {
    if (step == 40) rates.learning_rate = 0.001, rates.beta1 = 0.8;
    const float g0 = static_cast<float>(step % 7) - 2.5F, g1 = 1 / static_cast<float>(step + 1);
    adam->begin_step(rates);
    learn(*adam, w, std::vector<float>{g0, g1}, state);
    first.step(rates, g0);
    second.step(rates, g1);
  }
  CHECK(std::fabs(w[0] - first.w) < 2e-6);
  CHECK(std::fabs(w[1] - second.w) < 2e-6);
  CHECK(std::fabs(state[0] - first.m) < 1e-5);
  CHECK(std::fabs(state[2] - first.v) < 1e-5);
}

TEST_CASE("adam: several arrays share one step", "[optimizers]") {
  const auto adam = make();
  std::vector<float> a = {0}, b = {0}, state_a(2), state_b(2);
  for (int step = 0; step < 3; ++step) {
    adam->begin_step(kRates);
    learn(*adam, a, std::vector<float>{0.3F}, state_a);
    learn(*adam, b, std::vector<float>{0.3F}, state_b);
  }
  CHECK(a[0] == b[0]);
  CHECK_THAT(
      a, EqualsNear({-0.03F}, 1e-6F));  // a constant gradient moves by the learning rate each time
}

TEST_CASE("adam: betas of 0 and of 1 stay finite", "[optimizers]") {
  const auto step = [](double beta1, double beta2) {
    const auto adam = make();
    std::vector<float> w = {1}, state(2);
    for (int i = 0; i < 3; ++i) {
      adam->begin_step({.learning_rate = 0.01, .beta1 = beta1, .beta2 = beta2, .eps = 1e-8});
      learn(*adam, w, std::vector<float>{2}, state);
    }
    return w[0];
  };
  CHECK(std::fabs(step(0, 0) - 0.97F) < 1e-6F);
  CHECK(step(1, 0.999) == 1);  // never learns
  CHECK(std::isfinite(step(0.9, 1)));
}

}  // namespace
}  // namespace attune::test
