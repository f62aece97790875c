// Matrix products, recurrent layers and layers over three axes against their vectors.

#include <catch2/catch_test_macros.hpp>

#include "support/golden_layers.h"

namespace attune::test {
namespace {
TEST_CASE("matrix products and layer normalization agree with the golden vectors",
          "[layers][golden][dense]") {
  check_golden_layers("golden/layers-matmul.json",
                      {"batchedMatmul", "innerProduct", "layerNormalization"});
}

TEST_CASE("recurrent layers agree with the golden vectors", "[layers][golden][dense]") {
  check_golden_layers("golden/layers-recurrent.json",
                      {"simpleRecurrent", "gru", "uniDirectionalLSTM", "biDirectionalLSTM"});
}

TEST_CASE(
    "layers over three axes, and convolutions whose weights are an input, agree with the "
    "golden vectors",
    "[layers][golden][dense]") {
  check_golden_layers("golden/layers-3d.json",
                      {"convolution3d", "pooling3d", "globalPooling3d", "convolution"});
}
}  // namespace
}  // namespace attune::test
