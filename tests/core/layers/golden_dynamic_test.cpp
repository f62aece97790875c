// Every layer of tests/golden/layers-dynamic.json against its outputs there.

#include <catch2/catch_test_macros.hpp>

#include "support/golden_layers.h"

namespace attune::test {
namespace {
TEST_CASE("dynamic layers agree with the golden vectors", "[layers][golden]") {
  check_golden_layers(
      "golden/layers-dynamic.json",
      {"getShape", "reshapeDynamic", "broadcastToDynamic", "fillDynamic", "rangeDynamic",
       "sliceDynamic", "whereNonZero", "NonMaximumSuppression", "topK", "oneHot"});
}
}  // namespace
}  // namespace attune::test
