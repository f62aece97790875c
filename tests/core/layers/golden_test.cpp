// Every layer of tests/golden/layers.json against its output there.

#include <catch2/catch_test_macros.hpp>

#include "support/golden_layers.h"

namespace attune::test {
namespace {
TEST_CASE("layers agree with the golden vectors", "[layers][golden]") {
  check_golden_layers("golden/layers.json", {"convolution", "pooling", "innerProduct", "batchnorm",
                                             "padding", "activation", "softmax"});
}
}  // namespace
}  // namespace attune::test
