// A ReLU behind the max pooling that alone reads it: the same bits, from fewer numbers.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "plan/network.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
constexpr int kChannels = 3, kSize = 7, kExamples = 2;
constexpr std::uint32_t kMax = 0, kAverage = 1;
constexpr std::uint32_t kReLU = 10, kLeakyReLU = 15;

std::string activation(const char* from, const char* to, std::uint32_t function) {
  return layer_bytes(LayerKind::activation, to, {from}, {to},
                     Proto().message(function, Proto().field(1, 0.5F)));
}

// Windows of 3 x 3, 2 apart; the last ones see less of the image.
std::string pooling(const char* from, const char* to, std::uint32_t type) {
  return layer_bytes(
      LayerKind::pooling, to, {from}, {to},
      Proto().field(1, type).packed(10, {3, 3}).packed(20, {2, 2}).message(31, Proto()));
}

class Planned {
 public:
  Planned(std::vector<std::string> layers, const std::vector<std::string>& wanted)
      : bytes_(std::move(layers)),
        specs_(specs_of(bytes_)),
        network_(specs_, std::vector<plan::Input>{{"x", Shape{kChannels, kSize, kSize}}}, wanted,
                 kExamples) {
    // Negative and positive ones, and both zeros.
    std::ranges::generate(network_.input(0, kExamples).span(), [i = 0]() mutable {
      const int number = i++ * 29 % 31 - 20;
      return number == -1 ? -0.0F : static_cast<float>(number) / 8;
    });
    network_.forward(kExamples);
  }

  std::vector<float> values(std::string_view name) const {
    const std::span<const float> span = network_.value(name, kExamples).span();
    return {span.begin(), span.end()};
  }
  std::uint64_t bytes() const { return network_.planned_bytes(); }

 private:
  static std::vector<format::LayerSpec> specs_of(const std::vector<std::string>& bytes) {
    std::vector<format::LayerSpec> specs;
    for (const std::string& layer : bytes) specs.emplace_back(layer, specs.size());
    return specs;
  }

  std::vector<std::string> bytes_;
  std::vector<format::LayerSpec> specs_;
  plan::Network network_;
};

TEST_CASE("postponed: a ReLU and a max pooling change places, and no bit changes", "[plan]") {
  const std::vector<std::string> layers = {activation("x", "a", kReLU), pooling("a", "p", kMax),
                                           activation("p", "y", kLeakyReLU)};
  const Planned swapped(layers, {"y"}), in_order(layers, {"a", "y"});
  CHECK_THAT(swapped.values("y"), EqualsBits(in_order.values("y")));
  // Nobody keeps what the ReLU would have made of the image.
  CHECK(swapped.bytes() < in_order.bytes());
  const std::vector<float> y = swapped.values("y");
  CHECK(std::ranges::count(y, 0.0F) < std::ssize(y));
}

TEST_CASE("postponed: two of them in a row, and what comes out is wanted", "[plan]") {
  const std::vector<std::string> layers = {activation("x", "a", kReLU), pooling("a", "p", kMax),
                                           pooling("p", "q", kMax)};
  const Planned swapped(layers, {"p", "q"}), in_order(layers, {"a", "p", "q"});
  CHECK_THAT(swapped.values("p"), EqualsBits(in_order.values("p")));
  CHECK_THAT(swapped.values("q"), EqualsBits(in_order.values("q")));
}

TEST_CASE("postponed: not before an average, and not where somebody else reads it", "[plan]") {
  const Planned averaged({activation("x", "a", kReLU), pooling("a", "p", kAverage)}, {"p"});
  CHECK(std::ranges::all_of(averaged.values("p"), [](float value) { return value >= 0; }));
  CHECK(std::ranges::any_of(averaged.values("p"), [](float value) { return value > 0; }));

  const std::vector<std::string> read_twice = {activation("x", "a", kReLU), pooling("a", "p", kMax),
                                               pooling("a", "m", kAverage)};
  const Planned both(read_twice, {"p", "m"}), all(read_twice, {"a", "p", "m"});
  CHECK_THAT(both.values("p"), EqualsBits(all.values("p")));
  CHECK_THAT(both.values("m"), EqualsBits(all.values("m")));
  CHECK_THAT(both.values("m"), EqualsBits(averaged.values("p")));
}

}  // namespace
}  // namespace attune::test
