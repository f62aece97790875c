#include "support/golden_layers.h"

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "support/json.h"
#include "support/layer_harness.h"

namespace attune::test {
namespace {
void check_output(const Json& wanted, const std::vector<float>& y, const Shape& shape,
                  float tolerance) {
  const std::vector<std::int64_t> extents = wanted["shape"].integers();
  CHECK(shape == Shape(extents));
  CHECK_THAT(y, EqualsNear(wanted["values"].floats(), tolerance));
}

void check_layer(const Json& layer, float tolerance) {
  const TestSpec spec(from_hex(layer["layerBytesHex"].text()));
  CHECK(format::kind_name(spec->kind()) == layer["kind"].text());
  if (layers::find_layer_type(spec->kind()) == nullptr) {
    FAIL_CHECK("no layer of this kind");
    return;
  }
  std::vector<Shape> shapes;
  std::vector<std::vector<float>> values;
  for (const Json& input : layer["inputs"].items()) {
    const std::vector<std::int64_t> extents = input["shape"].integers();
    shapes.emplace_back(extents);
    values.push_back(input["values"].floats());
  }
  const LayerRun run = run_layer(spec, shapes, values);
  if (!layer.has("outputs")) return check_output(layer["output"], run.y, run.shape, tolerance);
  const std::vector<Json>& outputs = layer["outputs"].items();
  REQUIRE(outputs.size() == run.outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    INFO("output " << i);
    check_output(outputs[i], run.outputs[i], run.shapes[i], tolerance);
  }
}
}  // namespace

void check_golden_layers(const std::string& file, const std::vector<std::string>& kinds,
                         float tolerance) {
  const Json golden = Json::read(file);
  std::map<std::string, int> tried;
  for (const Json& layer : golden["layers"].items()) {
    INFO(layer["kind"].text() << ": " << layer["name"].text());
    check_layer(layer, tolerance);
    ++tried[layer["kind"].text()];
  }
  for (const std::string& kind : kinds) {
    INFO(kind);
    CHECK(tried[kind] > 0);
  }
}

}  // namespace attune::test
