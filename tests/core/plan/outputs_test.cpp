#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <string>
#include <vector>

#include "plan/network.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {

TEST_CASE("network: an output that nobody reads has a place of its own", "[plan]") {
  // The two largest of three, of which only the positions are wanted.
  const std::string bytes = layer_bytes(LayerKind::top_k, "top", {"x"}, {"values", "positions"},
                                        Proto().field(1, 1).field(2, 2));
  const std::vector<format::LayerSpec> specs = {format::LayerSpec(bytes)};
  const std::vector<plan::Input> inputs = {{"x", Shape{2, 3}}};
  const std::vector<std::string> wanted = {"positions"};
  plan::Network network(specs, inputs, wanted, 1);
  const std::vector<float> x = {1, 3, 2, 4, 5, 6};
  std::ranges::copy(x, network.input(0, 1).span().begin());
  (void)network.forward(1);
  const auto values = [&](std::string_view name) {
    const std::span<const float> span = network.value(name, 1).span();
    return std::vector<float>(span.begin(), span.end());
  };
  CHECK_THAT(values("positions"), EqualsBits({1, 2, 2, 1}));
  CHECK_THAT(values("x"), EqualsBits(x));
}

}  // namespace
}  // namespace attune::test
