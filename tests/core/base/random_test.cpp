#include "base/random.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <vector>

// The expected numbers come from the algorithms as their authors publish them (prng.di.unimi.it),
// written again in Python.

namespace attune::test {
namespace {

std::vector<std::uint32_t> draw(Random& random, int count) {
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(random.next());
  return numbers;
}

TEST_CASE("random: xoshiro128++ from the state 1, 2, 3, 4", "[base]") {
  Random random(0);
  random.set_state({1, 2, 3, 4});
  CHECK(draw(random, 10) == std::vector<std::uint32_t>{641, 1573767, 3222811527, 3517856514,
                                                       836907274, 4247214768, 3867114732,
                                                       1355841295, 495546011, 621204420});
}

TEST_CASE("random: splitmix64 spreads a seed over the state", "[base]") {
  CHECK(Random(0).state() == Random::State{0x7B1DCDAF, 0xE220A839, 0xA1B965F4, 0x6E789E6A});
  CHECK(Random(1).state() == Random::State{0x89025CC1, 0x910A2DEC, 0x658EEC67, 0xBEEB8DA1});
  CHECK(Random(-1).state() == Random::State{0x1B652C20, 0xE4D97177, 0xDBF682C9, 0xE99FF867});
}

TEST_CASE("random: the numbers of some seeds", "[base]") {
  Random zero(0), forty_two(42);
  CHECK(draw(zero, 6) == std::vector<std::uint32_t>{0x4653DAA3, 0x73922B58, 0xB82B4ADD, 0xD9FABD3B,
                                                    0x3C8698C3, 0x1C9B58FF});
  CHECK(draw(forty_two, 6) == std::vector<std::uint32_t>{0x9D9452C1, 0x6909D440, 0x6148A68F,
                                                         0x54829A5B, 0xC648DE34, 0xEDC89AA6});
}

TEST_CASE("random: numbers below a bound", "[base]") {
  Random random(0);
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < 12; ++i) numbers.push_back(random.below(10));
  CHECK(numbers == std::vector<std::uint32_t>{2, 4, 7, 8, 2, 1, 7, 1, 9, 6, 1, 4});
}

TEST_CASE("random: a bound that does not divide 2^32 rejects rather than prefers", "[base]") {
  Random random(7);
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < 6; ++i) numbers.push_back(random.below(3000000000));
  CHECK(numbers == std::vector<std::uint32_t>{285250607, 1122550616, 996416149, 179683875,
                                              2233403145, 1370623571});
}

TEST_CASE("random: every number below a small bound comes up about as often", "[base]") {
  Random random(3);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60000; ++i) ++counts[random.below(6)];
  // Six standard deviations of a binomial with n = 60,000 and p = 1/6 are 548.
  for (const int count : counts) CHECK(std::abs(count - 10000) < 548);
}

TEST_CASE("random: uniform floats are multiples of 2^-24 below 1", "[base]") {
  Random random(0);
  CHECK(random.uniform() == 0.27471697330474854F);
  CHECK(random.uniform() == 0.45144909620285034F);
  random.set_state({0, 0, 0, 0xFFFFFFFF});  // gives rotl(-1, 7) + 0: all bits set
  CHECK(random.uniform() == 0x0.FFFFFFp0F);
}

TEST_CASE("random: a state that was kept goes on where it was", "[base]") {
  Random random(5);
  draw(random, 100);
  Random later(0);
  later.set_state(random.state());
  CHECK(draw(later, 5) == draw(random, 5));
}

TEST_CASE("random: shuffles of ten with seed 0, twice in a row", "[base]") {
  std::vector<int> items(10);
  Random random(0);
  std::iota(items.begin(), items.end(), 0);
  shuffle(std::span(items), random);
  CHECK(items == std::vector<int>{9, 6, 8, 3, 0, 1, 7, 5, 4, 2});
  std::iota(items.begin(), items.end(), 0);
  shuffle(std::span(items), random);
  CHECK(items == std::vector<int>{2, 4, 5, 9, 8, 0, 7, 3, 1, 6});
}

TEST_CASE("random: shuffling nothing or one item draws nothing", "[base]") {
  Random random(0);
  const Random::State before = random.state();
  std::vector<int> items = {7};
  shuffle(std::span(items).first(0), random);
  shuffle(std::span(items), random);
  CHECK(items == std::vector<int>{7});
  CHECK(random.state() == before);
}

}  // namespace
}  // namespace attune::test
