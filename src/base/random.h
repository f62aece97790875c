// Random numbers that are the same on every machine: xoshiro128++ seeded by splitmix64, and a
// shuffle of our own. The standard library's distributions and std::shuffle differ between
// libstdc++ and libc++.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace attune {

/// xoshiro128++ 1.0 (Blackman and Vigna, 2019): 32 bits a call, period 2^128 - 1.
class Random {
 public:
  using State = std::array<std::uint32_t, 4>;

  /// The 128 bits of state are two outputs of splitmix64 started at `seed`, low halves first.
  explicit Random(std::int64_t seed);

  std::uint32_t next();
  /// Uniform in [0, bound), without bias (Lemire's multiply and reject). Needs: bound > 0.
  std::uint32_t below(std::uint32_t bound);
  /// Uniform in [0, 1): the upper 24 bits times 2^-24, so every value is exact in float.
  float uniform() { return static_cast<float>(next() >> 8) * 0x1p-24F; }

  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  State state_{};
};

/// Fisher-Yates from the end: item i changes places with one of items 0..i.
template <typename T>
void shuffle(std::span<T> items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace attune
