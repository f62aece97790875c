#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/dynamic_networks.h"

namespace attune::test {
namespace {
TEST_CASE("loop_break: ends the loop, from within a branch too", "[layers]") {
  const auto model = five_turns(LayerKind::loop_break);
  CHECK_THAT(answer(*model, {{"x", 0}}, "v"), EqualsBits({2}));
  CHECK_THAT(answer(*model, {{"x", 0}}, "i"), EqualsBits({3}));
}

TEST_CASE("loop_break: outside of a loop it is refused, and with an input", "[layers]") {
  check_needs_loop(LayerKind::loop_break);
}
}  // namespace
}  // namespace attune::test
