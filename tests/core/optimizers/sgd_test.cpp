#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
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

std::unique_ptr<optimizers::Optimizer> make() {
  return optimizers::find_optimizer_type(10)->make();
}

TEST_CASE("sgd: is registered under its field, with one float of state for each weight",
          "[optimizers]") {
  REQUIRE(optimizers::find_optimizer_type(10) != nullptr);
  CHECK(optimizers::find_optimizer_type(10)->name == "sgdOptimizer");
  CHECK(make()->state_per_weight() == 1);
  CHECK(optimizers::find_optimizer_type(12) == nullptr);
}

TEST_CASE("sgd: without momentum a step is -learningRate times the gradient", "[optimizers]") {
  const auto sgd = make();
  std::vector<float> w = {1, 2, 3}, v(3);
  const std::vector<float> g = {1, -2, 0};
  for (int step = 0; step < 2; ++step) {
    sgd->begin_step({.learning_rate = 0.5});
    learn(*sgd, w, g, v);
  }
  CHECK_THAT(w, EqualsBits({0, 4, 3}));
}

TEST_CASE("sgd: momentum keeps half of the step before", "[optimizers]") {
  const auto sgd = make();
  std::vector<float> w = {8}, v(1);
  const auto step = [&](float gradient) {
    sgd->begin_step({.learning_rate = 1, .momentum = 0.5});
    learn(*sgd, w, std::vector<float>{gradient}, v);
    return w[0];
  };
  CHECK(step(4) == 4);   // v = 4
  CHECK(step(0) == 2);   // v = 2
  CHECK(step(-3) == 4);  // v = 1 - 3
  CHECK(v[0] == -2);
}

TEST_CASE("sgd: rates may change between steps", "[optimizers]") {
  const auto sgd = make();
  std::vector<float> w = {0}, v(1);
  sgd->begin_step({.learning_rate = 1});
  learn(*sgd, w, std::vector<float>{1}, v);
  sgd->begin_step({.learning_rate = 0.25});
  learn(*sgd, w, std::vector<float>{1}, v);
  CHECK(w[0] == -1.25F);
}

TEST_CASE("sgd: every weight of a long array changes like a single one", "[optimizers]") {
  for (const std::size_t count : {1, 3, 4, 7, 8, 33}) {
    const auto sgd = make();
    std::vector<float> w(count), v(count), g(count);
    for (std::size_t i = 0; i < count; ++i)
      w[i] = static_cast<float>(i), g[i] = 0.1F * static_cast<float>(i + 1);
    sgd->begin_step({.learning_rate = 0.3, .momentum = 0.9});
    learn(*sgd, w, g, v);
    learn(*sgd, w, g, v);
    for (std::size_t i = 0; i < count; ++i) {
      const auto alone = make();
      std::vector<float> one = {static_cast<float>(i)}, state(1);
      alone->begin_step({.learning_rate = 0.3, .momentum = 0.9});
      learn(*alone, one, {g[i]}, state);
      learn(*alone, one, {g[i]}, state);
      CHECK(w[i] == one[0]);
    }
  }
}

}  // namespace
}  // namespace attune::test
