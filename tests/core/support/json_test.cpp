#include "support/json.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

namespace attune::test {
namespace {

TEST_CASE("json: reads every kind of value", "[support]") {
  const Json json = Json::parse(
      R"( {"a": [1, -2.5e1, []], "b": {"c": true, "d": null}, "e": "\"\n\u00e9\ud83d\ude00"} )");
  CHECK(json["a"].size() == 3);
  CHECK(json["a"][0].integer() == 1);
  CHECK(json["a"][1].number() == -25.0);
  CHECK(json["a"][2].items().empty());
  CHECK(json["b"]["c"].flag());
  CHECK(json["b"]["d"].is_null());
  CHECK(json["e"].text() == "\"\n\xC3\xA9\xF0\x9F\x98\x80");
  CHECK(json.has("a"));
  CHECK_FALSE(json.has("f"));
  CHECK(json.members()[1].first == "b");
}

TEST_CASE("json: keeps integers of 64 bits and floats of nested arrays", "[support]") {
  CHECK(Json::parse("[9007199254740993]")[0].integer() == 9007199254740993);
  CHECK(Json::parse("[[1, 2], [3]]").floats() == std::vector<float>{1, 2, 3});
  CHECK(Json::parse("[4, 5]").integers() == std::vector<std::int64_t>{4, 5});
}

TEST_CASE("json: throws at what is not JSON and at a value of another kind", "[support]") {
  for (const char* text : {"", "[1", "{\"a\" 1}", "[1] 2", "nul", "\"\\x\"", "\"a"}) {
    INFO(text);
    CHECK_THROWS_AS(Json::parse(text), std::runtime_error);
  }
  const Json json = Json::parse("[1.5]");
  CHECK_THROWS_AS(json[0].integer(), std::runtime_error);
  CHECK_THROWS_AS(json[0].text(), std::runtime_error);
  CHECK_THROWS_AS(json["a"], std::runtime_error);
}

TEST_CASE("json: bytes come from hexadecimal digits", "[support]") {
  CHECK(from_hex("00ff1A") == std::string("\x00\xFF\x1A", 3));
  CHECK_THROWS_AS(from_hex("0"), std::runtime_error);
}
}  // namespace
}  // namespace attune::test
