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
constexpr int kSize = 1024;

// y = f(name of the input), f one of the activations of the format.
std::string activation(const char* name, const char* from, const char* to, std::uint32_t function,
                       float alpha) {
  return layer_bytes(LayerKind::activation, name, {from}, {to},
                     Proto().message(function, Proto().field(1, alpha)));
}

struct Chain {
  std::vector<std::string> bytes = {activation("double", "x", "a", 5, 2),
                                    activation("floor", "a", "b", 10, 0),
                                    activation("half", "b", "c", 5, 0.5F)};
  std::vector<format::LayerSpec> specs;
  plan::Network network;

  explicit Chain(const std::vector<std::string>& wanted)
      : specs(specs_of(bytes)),
        network(specs, std::vector<plan::Input>{{"x", Shape{kSize}}}, wanted, 2) {
    std::ranges::generate(network.input(0, 2).span(),
                          [i = 0]() mutable { return static_cast<float>(i++ - kSize); });
    network.forward(2);
  }

  static std::vector<format::LayerSpec> specs_of(const std::vector<std::string>& bytes) {
    std::vector<format::LayerSpec> specs;
    for (const std::string& layer : bytes) specs.emplace_back(layer, specs.size());
    return specs;
  }

  std::vector<float> values(std::string_view name) const {
    const std::span<const float> span = network.value(name, 2).span();
    return {span.begin(), span.end()};
  }
};

TEST_CASE("in place: activations in a row share the memory of the first one's output", "[plan]") {
  const Chain alone({"c"}), all({"a", "b", "c"});
  CHECK_THAT(alone.values("c"), EqualsBits(all.values("c")));
  // The input stays as it was.
  CHECK(alone.values("x")[0] == -kSize);
  CHECK(alone.network.value("c", 2).data == alone.network.value("a", 2).data);
  CHECK(all.network.value("c", 2).data != all.network.value("a", 2).data);
}

TEST_CASE("in place: what is read twice, or wanted, is not written over", "[plan]") {
  const Chain chain({"a", "c"});
  CHECK(chain.values("a")[0] == -2 * kSize);
  CHECK(chain.values("c")[0] == 0);
  CHECK(chain.values("c")[2 * kSize - 1] == kSize - 1);
}

}  // namespace
}  // namespace attune::test
