#include "plan/lifetimes.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

namespace attune::plan {
namespace {
bool apart(const std::vector<Lifetime>& arrays, const Layout& layout) {
  for (std::size_t a = 0; a < arrays.size(); ++a) {
    if (layout.offsets[a] + arrays[a].floats > layout.floats) return false;
    for (std::size_t b = 0; b < a; ++b) {
      const bool together = arrays[a].first <= arrays[b].last && arrays[b].first <= arrays[a].last;
      const bool overlap = layout.offsets[a] < layout.offsets[b] + arrays[b].floats &&
                           layout.offsets[b] < layout.offsets[a] + arrays[a].floats;
      if (together && overlap) return false;
    }
  }
  return true;
}
}  // namespace

TEST_CASE("lifetimes: a chain of layers needs room for two values", "[plan]") {
  std::vector<Lifetime> chain;
  for (int i = 0; i < 20; ++i) chain.push_back({100, i, i + 1});
  const Layout layout = lay_out(chain);
  CHECK(apart(chain, layout));
  CHECK(layout.floats == 200);
}

TEST_CASE("lifetimes: what is needed all the time is apart from everything", "[plan]") {
  const std::vector<Lifetime> arrays = {{10, 0, 9}, {30, 0, 3}, {20, 4, 6}, {30, 7, 9}, {5, 4, 4}};
  const Layout layout = lay_out(arrays);
  CHECK(apart(arrays, layout));
  CHECK(layout.floats == 40);
}

TEST_CASE("lifetimes: any arrays stay apart while both are needed", "[plan]") {
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return static_cast<int>((state >> 8) % below);
  };
  for (int round = 0; round < 50; ++round) {
    std::vector<Lifetime> arrays;
    for (int i = 0; i < 60; ++i) {
      const int first = next(40);
      arrays.push_back({static_cast<std::uint64_t>(next(5)) * 16, first, first + next(10)});
    }
    CHECK(apart(arrays, lay_out(arrays)));
  }
}

TEST_CASE("lifetimes: nothing, and very many", "[plan]") {
  CHECK(lay_out({}).floats == 0);
  const std::vector<Lifetime> many(5000, Lifetime{1, 0, 0});
  CHECK(lay_out(many).floats == 5000);
}

}  // namespace attune::plan
