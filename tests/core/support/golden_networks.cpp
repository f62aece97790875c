#include "support/golden_networks.h"

#include <catch2/catch_test_macros.hpp>

#include "support/json.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
Shape shape_of(const Json& array) {
  const std::vector<std::int64_t> extents = array["shape"].integers();
  return Shape(extents);
}

Features inputs_of(const Json& entry) {
  Features features;
  for (const auto& [name, array] : entry["inputs"].members())
    features.set(name, array_of(array["values"].floats(), shape_of(array)));
  return features;
}

void check_outputs(const Json& entry, const Features& got, float tolerance) {
  CHECK(got.all().size() == entry["outputs"].members().size());
  for (const auto& [name, wanted] : entry["outputs"].members()) {
    INFO(name);
    CHECK(std::get<format::Array>(*got.find(name)).shape == shape_of(wanted));
    CHECK_THAT(floats_of(got, name), EqualsNear(wanted["values"].floats(), tolerance));
  }
}

std::string code_of_failure(const models::Model& model, const Features& input) {
  try {
    model.predict({&input, 1});
  } catch (const Error& error) {
    return std::string(code_name(error.code()));
  }
  return "accepted";
}

void check_network(const Json& network, float tolerance) {
  const auto model = models::read_model(from_hex(network["modelBytesHex"].text()));
  std::vector<Features> batch;
  std::vector<const Json*> answered;
  for (const Json& entry : network["cases"].items()) {
    INFO("case " << &entry - network["cases"].items().data());
    const Features input = inputs_of(entry);
    if (entry.has("refused")) {
      CHECK(code_of_failure(*model, input) == entry["refused"].text());
      continue;
    }
    check_outputs(entry, model->predict({&input, 1}).at(0), tolerance);
    batch.push_back(input);
    answered.push_back(&entry);
  }
  INFO("in a batch");
  const std::vector<Features> outputs = model->predict(batch);
  REQUIRE(outputs.size() == answered.size());
  for (std::size_t i = 0; i < outputs.size(); ++i)
    check_outputs(*answered[i], outputs[i], tolerance);
}
}  // namespace

void check_golden_networks(const std::string& file, const std::vector<std::string>& names,
                           float tolerance) {
  const Json golden = Json::read(file);
  std::vector<std::string> missing = names;
  for (const Json& network : golden["networks"].items()) {
    INFO(network["name"].text());
    check_network(network, tolerance);
    std::erase(missing, network["name"].text());
  }
  CHECK(missing.empty());
}

}  // namespace attune::test
