// Every layer of tests/golden/layers.json against its output there, computed in NumPy in float64.

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "support/json.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {

TEST_CASE("layers agree with the golden vectors", "[layers][golden]") {
  const Json golden = Json::read("golden/layers.json");
  std::map<std::string, int> tried;
  for (const Json& layer : golden["layers"].items()) {
    INFO(layer["kind"].text() << ": " << layer["name"].text());
    const TestSpec spec(from_hex(layer["layerBytesHex"].text()));
    CHECK(format::kind_name(spec->kind()) == layer["kind"].text());
    if (layers::find_layer_type(spec->kind()) == nullptr) {
      FAIL_CHECK("no layer of this kind");
      continue;
    }
    std::vector<Shape> shapes;
    std::vector<std::vector<float>> values;
    for (const Json& input : layer["inputs"].items()) {
      const std::vector<std::int64_t> extents = input["shape"].integers();
      shapes.emplace_back(extents);
      values.push_back(input["values"].floats());
    }
    const LayerRun run = run_layer(spec, shapes, values);
    const std::vector<std::int64_t> extents = layer["output"]["shape"].integers();
    CHECK(run.shape == Shape(extents));
    CHECK_THAT(run.y, EqualsNear(layer["output"]["values"].floats(), 1e-5F));
    ++tried[layer["kind"].text()];
  }
  // A file that has lost its contents must not pass.
  for (const char* kind : {"convolution", "pooling", "innerProduct", "batchnorm", "padding",
                           "activation", "softmax"}) {
    INFO(kind);
    CHECK(tried[kind] > 0);
  }
}
}  // namespace
}  // namespace attune::test
