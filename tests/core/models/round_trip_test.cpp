#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "models/model.h"
#include "support/json.h"
#include "support/matchers.h"
#include "support/model_messages.h"

namespace attune::models {
namespace {
using test::array_of;
using test::features;
using test::get;
using test::predict;
using test::read_file;

std::vector<std::string> model_files() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(ATTUNE_TEST_DATA) + "/models")) {
    if (entry.path().extension() == ".mlmodel") names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

bool is_canonical(const std::string& name) { return !name.starts_with("wire-"); }

std::vector<float> floats_of(const format::Array& array) {
  std::vector<float> values(static_cast<std::size_t>(array.shape.size()));
  array.copy_to(values.data());
  return values;
}
}  // namespace

TEST_CASE("round trip: every file that is canonical is written byte by byte as it was",
          "[models][golden]") {
  int canonical = 0;
  for (const std::string& name : model_files()) {
    if (!is_canonical(name)) continue;
    INFO(name);
    const std::string bytes = read_file("models/" + name);
    // Not CHECK(a == b), which would print megabytes.
    const bool same = write_model(*read_model(bytes)) == bytes;
    CHECK(same);
    ++canonical;
  }
  CHECK(canonical >= 15);
}

TEST_CASE("round trip: odd spellings are read as what they mean, and stay so", "[models][golden]") {
  const test::Json golden = test::Json::read("golden/wire.json");
  const auto canonical = read_model(read_file("models/" + golden["canonical"].text()));
  for (const test::Json& variant : golden["variants"].items()) {
    INFO(variant["model"].text() << ": " << variant["what"].text());
    const auto odd = read_model(read_file("models/" + variant["model"].text()));
    const std::string written = write_model(*odd);
    const auto again = read_model(written);
    CHECK(write_model(*again) == written);
    for (std::size_t i = 0; i < golden["inputs"].size(); ++i) {
      const Features input =
          features({{golden["input"].text(), array_of(golden["inputs"][i].floats())}});
      const std::string& output = golden["output"].text();
      const std::vector<float> expected =
          floats_of(get<format::Array>(predict(*canonical, input), output));
      CHECK_THAT(expected, test::EqualsNear(golden["outputs"][i].floats()));
      CHECK_THAT(floats_of(get<format::Array>(predict(*odd, input), output)),
                 test::EqualsBits(expected));
      CHECK_THAT(floats_of(get<format::Array>(predict(*again, input), output)),
                 test::EqualsBits(expected));
    }
  }
}

TEST_CASE("round trip: what is odd outside the layers becomes canonical, what is unknown stays",
          "[models][golden]") {
  const auto document = test::Json::read("golden/wire.json");
  for (const test::Json& variant : document["variants"].items()) {
    INFO(variant["model"].text());
    const auto odd = read_model(read_file("models/" + variant["model"].text()));
    const auto canonical = read_model(read_file("models/" + variant["sameAs"].text()));
    const bool same_description = odd->message().description().SerializeAsString() ==
                                  canonical->message().description().SerializeAsString();
    CHECK(same_description == variant["reserializedIsCanonical"].flag());
    if (!variant["reserializedIsCanonical"].flag()) {
      CHECK(write_model(*odd).size() == static_cast<std::size_t>(variant["sizeBytes"].integer()));
    }
  }
}

}  // namespace attune::models
