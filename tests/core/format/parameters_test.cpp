#include "format/parameters.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <cmath>
#include <limits>

#include "support/matchers.h"

namespace attune::format {
namespace {
using test::has_code;

coreml::Int64Parameter integer_in_range(std::int64_t value, std::int64_t low, std::int64_t high) {
  coreml::Int64Parameter parameter;
  parameter.set_defaultvalue(value);
  parameter.mutable_range()->set_minvalue(low);
  parameter.mutable_range()->set_maxvalue(high);
  return parameter;
}

coreml::Int64Parameter integer_in_set(std::int64_t value,
                                      std::initializer_list<std::int64_t> values) {
  coreml::Int64Parameter parameter;
  parameter.set_defaultvalue(value);
  parameter.mutable_set();
  for (const std::int64_t each : values) parameter.mutable_set()->add_values(each);
  return parameter;
}

coreml::DoubleParameter real_in_range(double value, double low, double high) {
  coreml::DoubleParameter parameter;
  parameter.set_defaultvalue(value);
  parameter.mutable_range()->set_minvalue(low);
  parameter.mutable_range()->set_maxvalue(high);
  return parameter;
}

// What a network with SGD declares.
ParameterSet usual() {
  ParameterSet parameters;
  parameters.add("learningRate", real_in_range(0.1, 0, 1));
  parameters.add("miniBatchSize", integer_in_set(8, {8, 16}));
  parameters.add("epochs", integer_in_range(10, 1, 100));
  parameters.add({.key = "shuffle", .scope = "", .value = true});
  parameters.add("seed", coreml::Int64Parameter());
  return parameters;
}

void refuse(const ParameterOverrides& overrides, std::string_view what) {
  ParameterSet parameters = usual();
  CHECK_THROWS_MATCHES(parameters.set(overrides), Error,
                       has_code(ErrorCode::invalid_parameter, what));
}

}  // namespace

TEST_CASE("allows: ranges are inclusive, sets are exact, none allows all", "[format]") {
  CHECK(allows(integer_in_range(5, 1, 10), 1));
  CHECK(allows(integer_in_range(5, 1, 10), 10));
  CHECK_FALSE(allows(integer_in_range(5, 1, 10), 0));
  CHECK_FALSE(allows(integer_in_range(5, 1, 10), 11));
  CHECK_FALSE(allows(integer_in_range(5, 10, 1), 5));
  CHECK(allows(integer_in_set(5, {1, 5}), 5));
  CHECK_FALSE(allows(integer_in_set(5, {1, 5}), 2));
  CHECK_FALSE(allows(integer_in_set(5, {}), 5));
  CHECK(allows(coreml::Int64Parameter(), -7));
  CHECK(allows(real_in_range(0, 0, 1), 1));
  CHECK_FALSE(allows(real_in_range(0, 0, 1), 1.0000001));
  CHECK_FALSE(allows(real_in_range(0, 0, 1), std::nan("")));
  CHECK(allows(coreml::DoubleParameter(), 1e300));
}

TEST_CASE("parameters: start with the file's values", "[format]") {
  const ParameterSet parameters = usual();
  CHECK(parameters.real("learningRate") == 0.1);
  CHECK(parameters.integer("miniBatchSize") == 8);
  CHECK(parameters.flag("shuffle"));
  CHECK(parameters.integer("seed") == 0);
  REQUIRE(parameters.all().size() == 5);
  CHECK(parameters.all()[0].minimum == 0.0);
  CHECK(parameters.all()[0].maximum == 1.0);
  CHECK(parameters.all()[1].values == std::vector<std::int64_t>{8, 16});
  CHECK_THROWS_MATCHES(parameters.integer("beta1"), Error,
                       has_code(ErrorCode::invalid_parameter, "no parameter 'beta1'"));
}

TEST_CASE("parameters: take values within what the file allows", "[format]") {
  ParameterSet parameters = usual();
  parameters.set({{"learningRate", 1.0},
                  {"miniBatchSize", std::int64_t{16}},
                  {"epochs", 1.0},
                  {"shuffle", false}});
  CHECK(parameters.real("learningRate") == 1);
  CHECK(parameters.integer("miniBatchSize") == 16);
  CHECK(parameters.integer("epochs") == 1);
  CHECK_FALSE(parameters.flag("shuffle"));
  parameters.set(
      {{"learningRate", std::int64_t{0}}, {"seed", std::numeric_limits<std::int64_t>::min()}});
  CHECK(parameters.real("learningRate") == 0);
  CHECK(parameters.integer("seed") == std::numeric_limits<std::int64_t>::min());
}

// Named as Apple's own tests name the rules (format, appendix B).

TEST_CASE("parameters: MiniBatchSizeOutOfAllowedSet", "[format][rules]") {
  refuse({{"miniBatchSize", std::int64_t{10}}}, "allows only [8, 16]");
}
TEST_CASE("parameters: LearningRateOutOfAllowedRange", "[format][rules]") {
  refuse({{"learningRate", 1.5}}, "from 0 up to 1");
  refuse({{"learningRate", -0.1}}, "learningRate");
}
TEST_CASE("parameters: EpochsOutOfAllowedRange", "[format][rules]") {
  refuse({{"epochs", std::int64_t{101}}}, "from 1 up to 100");
  refuse({{"epochs", std::int64_t{0}}}, "epochs");
}

TEST_CASE("parameters: refuse wrong types and unknown names", "[format]") {
  refuse({{"learningRate", true}}, "must be a number");
  refuse({{"shuffle", std::int64_t{1}}}, "true or false");
  refuse({{"epochs", 2.5}}, "whole number");
  refuse({{"epochs", std::nan("")}}, "whole number");
  refuse({{"seed", 1e300}}, "whole number");
  refuse({{"learningRate", std::nan("")}}, "finite");
  refuse({{"momentum", 0.9}}, "it has learningRate, miniBatchSize, epochs, shuffle, seed");
}

TEST_CASE("parameters: counts are at least 1, whatever the file says", "[format]") {
  ParameterSet parameters;
  for (const char* key : {"epochs", "miniBatchSize", "numberOfNeighbors"}) {
    parameters.add(key, integer_in_range(1, -5, 5));
    CHECK_THROWS_MATCHES(parameters.set({{key, std::int64_t{0}}}), Error,
                         has_code(ErrorCode::invalid_parameter, "at least 1"));
  }
}

TEST_CASE("parameters: one bad value changes nothing", "[format]") {
  ParameterSet parameters = usual();
  CHECK_THROWS_AS(parameters.set({{"epochs", std::int64_t{5}}, {"miniBatchSize", std::int64_t{1}}}),
                  Error);
  CHECK(parameters.integer("epochs") == 10);
}

TEST_CASE("parameters: only some may change while training runs", "[format]") {
  ParameterSet parameters = usual();
  parameters.add("momentum", real_in_range(0, 0, 1));
  parameters.set({{"learningRate", 0.2}, {"momentum", 0.9}}, true);
  CHECK(parameters.real("learningRate") == 0.2);
  for (const char* key : {"epochs", "miniBatchSize", "seed"}) {
    CHECK_THROWS_MATCHES(
        parameters.set({{key, std::int64_t{8}}}, true), Error,
        has_code(ErrorCode::invalid_parameter, "cannot be changed while training runs"));
  }
}

TEST_CASE("parameters: a key may carry the model's name in front", "[format]") {
  ParameterSet parameters = usual();
  for (Parameter& parameter : parameters.all()) parameter.scope = "head";
  parameters.set({{"head.epochs", std::int64_t{3}}, {"learningRate", 0.5}});
  CHECK(parameters.integer("epochs") == 3);
  CHECK(parameters.real("learningRate") == 0.5);
  CHECK_THROWS_AS(parameters.set({{"tail.epochs", std::int64_t{3}}}), Error);
}

TEST_CASE("parameters: of both names the one with the scope counts, however they are sorted",
          "[format]") {
  for (const char* scope : {"a", "z", "pipeline.a"}) {
    ParameterSet parameters;
    parameters.add({.key = "learningRate", .scope = scope, .value = 0.5, .adjustable = true});
    const std::string name = std::string(scope) + ".learningRate";
    parameters.set({{"learningRate", 0.25}, {name, 0.125}}, true);
    CHECK(parameters.real("learningRate") == 0.125);
    parameters.set({{"learningRate", 0.25}}, true);
    CHECK(parameters.real("learningRate") == 0.25);
    CHECK_THROWS_MATCHES(parameters.set({{"other.learningRate", 0.25}}, true), Error,
                         has_code(ErrorCode::invalid_parameter));
  }
}

}  // namespace attune::format
