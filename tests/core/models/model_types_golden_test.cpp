// The classic model types against scikit-learn, or where it has none against their definition in
// NumPy (tests/golden/make_model_types.py).
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "base/random.h"
#include "models/model.h"
#include "support/json.h"
#include "support/matchers.h"
#include "support/model_messages.h"

namespace attune::models {
namespace {
using format::FeatureValue;
using format::Label;
using test::Json;

double number_in(const Json& json) {
  if (json.kind() == Json::Kind::string) return std::numeric_limits<double>::quiet_NaN();
  return json.number();
}

Label label_in(const Json& json) {
  if (json.kind() == Json::Kind::string) return json.text();
  return json.integer();
}

format::Array array_in(const Json& json) {
  std::vector<double> values;
  for (const Json& each : json["array"].items()) values.push_back(number_in(each));
  return format::Array::of_doubles(std::move(values), Shape(json["shape"].integers()));
}

FeatureValue value_in(const Json& json) {
  if (json.has("double")) return number_in(json["double"]);
  if (json.has("int64")) return json["int64"].integer();
  if (json.has("string")) return json["string"].text();
  if (json.has("array")) return array_in(json);
  if (json.has("sequence")) {
    format::Sequence sequence;
    for (const Json& each : json["sequence"].items()) sequence.push_back(label_in(each));
    return sequence;
  }
  format::Dictionary dictionary;
  for (const Json& each : json["dictionary"].items())
    dictionary.emplace_back(label_in(each[0]), number_in(each[1]));
  return dictionary;
}

Features features_in(const Json& json) {
  Features features;
  for (const Json& each : json.items()) features.set(each[0].text(), value_in(each[1]));
  return features;
}

// NaN equals NaN.
void check_near(double got, double expected, double tolerance) {
  if (std::isnan(expected)) {
    CHECK(std::isnan(got));
  } else {
    CHECK_THAT(got, Catch::Matchers::WithinAbs(expected, tolerance * (1 + std::fabs(expected))));
  }
}

void check_value(const FeatureValue& got, const FeatureValue& expected, double tolerance) {
  REQUIRE(got.index() == expected.index());
  if (const auto* number = std::get_if<double>(&expected)) {
    check_near(std::get<double>(got), *number, tolerance);
  } else if (const auto* array = std::get_if<format::Array>(&expected)) {
    const auto& values = std::get<format::Array>(got);
    REQUIRE(values.shape == array->shape);
    for (std::size_t i = 0; i < static_cast<std::size_t>(array->shape.size()); ++i)
      check_near(values.at(i), array->at(i), tolerance);
  } else if (const auto* dictionary = std::get_if<format::Dictionary>(&expected)) {
    const auto& entries = std::get<format::Dictionary>(got);
    REQUIRE(entries.size() == dictionary->size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      CHECK(entries[i].first == (*dictionary)[i].first);
      check_near(entries[i].second, (*dictionary)[i].second, tolerance);
    }
  } else if (const auto* sequence = std::get_if<format::Sequence>(&expected)) {
    CHECK(std::get<format::Sequence>(got) == *sequence);
  } else {
    CHECK(format::as_label(got) == format::as_label(expected));
  }
}
}  // namespace

TEST_CASE("model types: answer as the oracle does", "[models][golden]") {
  const Json golden = Json::read("golden/model-types.json");
  CHECK(golden["cases"].size() >= 43);
  for (const Json& each : golden["cases"].items()) {
    INFO(each["name"].text());
    const std::string bytes = test::from_hex(each["modelBytesHex"].text());
    const auto model = read_model(bytes);
    CHECK(write_model(*model) == bytes);
    std::vector<Label> labels;
    if (each.has("labels")) {
      for (const Json& label : each["labels"].items()) labels.push_back(label_in(label));
    }
    CHECK(model->class_labels() == labels);

    std::vector<Features> inputs;
    for (const Json& row : each["rows"].items()) inputs.push_back(features_in(row["inputs"]));
    const std::vector<Features> answers = model->predict(inputs);
    REQUIRE(answers.size() == inputs.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      INFO("row " << i);
      const Features expected = features_in(each["rows"][i]["outputs"]);
      REQUIRE(answers[i].all().size() == expected.all().size());
      for (const auto& [name, value] : expected.all()) {
        INFO(name);
        REQUIRE(answers[i].find(name) != nullptr);
        check_value(*answers[i].find(name), value, each["tolerance"].number());
      }
    }
  }
}

TEST_CASE("model types: hostile bytes only ever make an error", "[models][golden]") {
  const Json golden = Json::read("golden/model-types.json");
  Random random(17);
  int refused = 0, answered = 0;
  for (const Json& each : golden["cases"].items()) {
    const std::string bytes = test::from_hex(each["modelBytesHex"].text());
    const Features input = features_in(each["rows"][0]["inputs"]);
    for (int round = 0; round < 60; ++round) {
      std::string changed = bytes;
      for (std::uint32_t i = 0; i <= random.below(3); ++i) {
        changed[random.below(static_cast<std::uint32_t>(bytes.size()))] =
            static_cast<char>(random.below(256));
      }
      try {
        read_model(changed)->predict({&input, 1});
        ++answered;
      } catch (const Error&) {
        ++refused;
      } catch (const std::bad_alloc&) {  // a size that no memory holds; the page is told `memory`
        ++refused;
      }
    }
  }
  CHECK(refused > 500);
  CHECK(answered > 100);
}

}  // namespace attune::models
