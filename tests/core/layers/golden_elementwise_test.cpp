// Every layer of tests/golden/layers-elementwise.json and layers-reduce.json against its output
// there.

#include <catch2/catch_test_macros.hpp>

#include "support/golden_layers.h"

namespace attune::test {
namespace {
TEST_CASE("element-wise layers agree with the golden vectors", "[layers][golden]") {
  check_golden_layers("golden/layers-elementwise.json", {"ceil",
                                                         "floor",
                                                         "sign",
                                                         "round",
                                                         "exp2",
                                                         "sin",
                                                         "cos",
                                                         "tan",
                                                         "asin",
                                                         "acos",
                                                         "atan",
                                                         "sinh",
                                                         "cosh",
                                                         "tanh",
                                                         "asinh",
                                                         "acosh",
                                                         "atanh",
                                                         "erf",
                                                         "gelu",
                                                         "clampedReLU",
                                                         "equal",
                                                         "notEqual",
                                                         "lessThan",
                                                         "lessEqual",
                                                         "greaterThan",
                                                         "greaterEqual",
                                                         "logicalOr",
                                                         "logicalXor",
                                                         "logicalNot",
                                                         "logicalAnd",
                                                         "modBroadcastable",
                                                         "powBroadcastable",
                                                         "divideBroadcastable",
                                                         "floorDivBroadcastable",
                                                         "whereBroadcastable"});
}
TEST_CASE("reducing and sorting layers agree with the golden vectors", "[layers][golden]") {
  check_golden_layers("golden/layers-reduce.json",
                      {"reduceL1", "reduceL2", "reduceMax", "reduceMin", "reduceSum", "reduceProd",
                       "reduceMean", "reduceLogSum", "reduceSumSquare", "reduceLogSumExp", "argMax",
                       "argMin", "topK", "argSort", "cumSum"});
}
}  // namespace
}  // namespace attune::test
