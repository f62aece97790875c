// Every layer of tests/golden/layers-movement.json against its output there.

#include <catch2/catch_test_macros.hpp>

#include "support/golden_layers.h"

namespace attune::test {
namespace {
TEST_CASE("layers that move data agree with the golden vectors", "[layers][golden]") {
  check_golden_layers(
      "golden/layers-movement.json",
      {"tile",        "stack",           "gather",           "gatherND",        "gatherAlongAxis",
       "scatter",     "scatterND",       "scatterAlongAxis", "reverse",         "reverseSeq",
       "sliceStatic", "sliceBySize",     "slidingWindows",   "constantPad",     "broadcastToStatic",
       "fillStatic",  "broadcastToLike", "fillLike",         "rangeStatic",     "reshapeLike",
       "oneHot",      "matrixBandPart",  "lowerTriangular",  "upperTriangular", "sequenceRepeat",
       "upsample",    "resizeBilinear",  "reorganizeData",   "cropResize"});
}
}  // namespace
}  // namespace attune::test
