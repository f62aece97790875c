#include "base/random.h"

#include <bit>

namespace attune {
namespace {
// splitmix64 (Steele, Lea and Flood, 2014): the recommended way to spread a seed.
std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = state += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}
}  // namespace

Random::Random(std::int64_t seed) {
  auto spread = static_cast<std::uint64_t>(seed);
  for (std::size_t half = 0; half < 4; half += 2) {
    const std::uint64_t bits = splitmix64(spread);
    state_[half] = static_cast<std::uint32_t>(bits);
    state_[half + 1] = static_cast<std::uint32_t>(bits >> 32);
  }
}

std::uint32_t Random::next() {
  auto& s = state_;
  const std::uint32_t result = std::rotl(s[0] + s[3], 7) + s[0];
  const std::uint32_t t = s[1] << 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 11);
  return result;
}

std::uint32_t Random::below(std::uint32_t bound) {
  std::uint64_t product = std::uint64_t{next()} * bound;
  if (static_cast<std::uint32_t>(product) < bound) {
    const std::uint32_t threshold = (0U - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{next()} * bound;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

}  // namespace attune
