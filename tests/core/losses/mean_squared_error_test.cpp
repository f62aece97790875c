#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "losses/loss.h"
#include "support/matchers.h"

namespace attune::test {
namespace {
constexpr std::uint32_t kField = 11;

std::unique_ptr<losses::Loss> make(const Shape& x) {
  return losses::find_loss_type(kField)->make(x, "lossLayer");
}

TEST_CASE("squared error: is registered under its field, reads the output itself", "[losses]") {
  const losses::LossType* type = losses::find_loss_type(kField);
  REQUIRE(type != nullptr);
  CHECK(type->name == "meanSquaredErrorLossLayer");
  CHECK_FALSE(type->fused_with_softmax);
  CHECK(make({2, 3})->target_shape() == Shape{2, 3});
}

TEST_CASE("squared error: the mean over the elements of each example", "[losses]") {
  const std::vector<float> x = {1, 2, 3, 4}, target = {1, 5, 3, 2};
  std::vector<float> loss(2);
  make({2})->forward({x.data(), {2}, 2}, {target.data(), {2}, 2}, loss.data());
  CHECK_THAT(loss, EqualsBits({4.5F, 2}));
}

TEST_CASE("squared error: the gradient is 2 (x - t) / n, added", "[losses]") {
  const std::vector<float> x = {1, 2, 3, 4}, target = {1, 5, 3, 2};
  std::vector<float> dx = {10, 10, 10, 10};
  make({2})->backward({x.data(), {2}, 2}, {target.data(), {2}, 2}, 0.5F, {dx.data(), {2}, 2});
  CHECK_THAT(dx, EqualsBits({10, 8.5F, 10, 11}));
}

TEST_CASE("squared error: large arrays lose nothing", "[losses]") {
  const Shape shape{1 << 20};
  const std::vector<float> x(1 << 20, 0.1F), target(1 << 20, 0.0F);
  float loss = 0;
  make(shape)->forward({x.data(), shape, 1}, {target.data(), shape, 1}, &loss);
  CHECK(loss == static_cast<float>(0.1F * static_cast<double>(0.1F)));
}

TEST_CASE("squared error: refuses an output without elements", "[losses]") {
  CHECK_THROWS_MATCHES(make({0, 2}), Error, has_code(ErrorCode::not_updatable, "got [0, 2]"));
}

}  // namespace
}  // namespace attune::test
