#include "base/arena.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cstdint>

#include "support/matchers.h"

namespace attune::test {
namespace {

TEST_CASE("arena: arrays lie apart, on cache lines, all zeros", "[base]") {
  Arena arena;
  const Slot a = arena.reserve(3), b = arena.reserve(16), c = arena.reserve(17);
  CHECK(a.offset == 0);
  CHECK(b.offset == 16);
  CHECK(c.offset == 32);
  CHECK(arena.planned_bytes() == 64 * sizeof(float));
  arena.allocate();
  for (const Slot& slot : {a, b, c}) {
    CHECK(arena[slot].size() == slot.count);
    CHECK(reinterpret_cast<std::uintptr_t>(arena[slot].data()) % 64 == 0);
    CHECK(std::ranges::all_of(arena[slot], [](float value) { return value == 0; }));
  }
  std::ranges::fill(arena[a], 1.0F);
  CHECK(std::ranges::all_of(arena[b], [](float value) { return value == 0; }));
}

TEST_CASE("arena: an empty array is allowed, and an empty plan", "[base]") {
  Arena arena;
  const Slot slot = arena.reserve(0);
  CHECK(arena.planned_bytes() == 0);
  arena.allocate();
  CHECK(arena[slot].empty());
}

TEST_CASE("arena: allocating again gives fresh zeros", "[base]") {
  Arena arena;
  const Slot slot = arena.reserve(4);
  arena.allocate();
  std::ranges::fill(arena[slot], 1.0F);
  arena.allocate();
  CHECK(std::ranges::all_of(arena[slot], [](float value) { return value == 0; }));
}

TEST_CASE("arena: refuses a plan beyond 2 GiB before it takes anything", "[base]") {
  Arena arena;
  const std::uint64_t most = (std::uint64_t{1} << 31) / sizeof(float);
  CHECK_THROWS_MATCHES(arena.reserve(most + 1), Error, has_code(ErrorCode::memory, "2048 MiB"));
  arena.reserve(most - 16);
  CHECK_THROWS_MATCHES(arena.reserve(17), Error, has_code(ErrorCode::memory));
  CHECK_THROWS_MATCHES(arena.reserve(~std::uint64_t{0}), Error, has_code(ErrorCode::memory));
  CHECK(arena.planned_bytes() == (most - 16) * sizeof(float));
}

}  // namespace
}  // namespace attune::test
