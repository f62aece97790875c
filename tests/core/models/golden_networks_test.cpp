// Every network of tests/golden/networks-dynamic.json against its answers there.

#include "support/golden_networks.h"

#include <catch2/catch_test_macros.hpp>

namespace attune::test {
namespace {
TEST_CASE("networks with branches, loops and flexible shapes agree with the golden answers",
          "[models][golden]") {
  check_golden_networks(
      "golden/networks-dynamic.json",
      {"shapes enumerated", "a range without end", "rank-5 mapping, height and width vary",
       "rank-5 mapping, a sequence", "two inputs, one optional", "branch",
       "loop, the limit is an input", "loop while a condition holds",
       "loopBreak and loopContinue in branches", "shapes that values give"});
}
}  // namespace
}  // namespace attune::test
