// Custom models and linked models, with a host that stands for whoever loads them.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "support/classic_models.h"
#include "support/fake_host.h"
#include "support/pipeline_models.h"

namespace attune::models {
namespace {
using test::FakeHost;
using test::has_code;
using test::Proto;

coreml::Model custom_message() {
  coreml::Model message =
      test::described({test::doubles_feature("x", {1})}, {test::double_feature("y")});
  message.set_custommodel(
      Proto()
          .field(10, "Doubler")
          .message(30, Proto().field(1, "blob").message(2, Proto().field(60, "\x01\x02")))
          .bytes());
  return message;
}

coreml::Model linked_message(const std::string& name) {
  coreml::Model message =
      test::described({test::doubles_feature("x", {1})}, {test::double_feature("y")});
  message.set_specificationversion(4);
  message.set_linkedmodel(Proto().message(1, Proto().message(1, Proto().field(1, name))).bytes());
  return message;
}

std::shared_ptr<FakeHost> doubling_host() {
  auto host = std::make_shared<FakeHost>();
  host->answers["Doubler"] = [](const Features& input) {
    const auto& x = test::get<format::Array>(input, "x");
    return test::features({{"y", 2 * x.at(0)}});
  };
  return host;
}

Features input(float x) { return test::features({{"x", test::array_of({x})}}); }
}  // namespace

TEST_CASE("custom model: answers what its code answers", "[models]") {
  const auto host = doubling_host();
  host->seen = [](const format::CustomSpec& spec) {
    CHECK(std::get<format::RawBytes>(spec.parameters.at(0).second).bytes == "\x01\x02");
  };
  const std::string bytes = custom_message().SerializeAsString();
  const auto model = read_model(bytes, {}, {}, host);
  CHECK(test::get<double>(test::predict(*model, input(3)), "y") == 6);
  CHECK(write_model(*model) == bytes);
  CHECK_THROWS_MATCHES(model->make_trainer({}), Error, has_code(ErrorCode::not_updatable, ""));
}

TEST_CASE("custom model: opens without its code, and says how to hand it in", "[models]") {
  const auto model = read_model(custom_message().SerializeAsString());
  try {
    test::predict(*model, input(3));
    FAIL("it predicted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unsupported);
    CHECK(error.hint().find("customModels") != std::string::npos);
  }
}

TEST_CASE("custom model: stands in a pipeline", "[models]") {
  const coreml::Model message = test::wrapped(custom_message());
  const auto model = read_model(message.SerializeAsString(), {}, {}, doubling_host());
  CHECK(test::get<double>(test::predict(*model, input(4)), "y") == 8);
}

TEST_CASE("linked model: answers what the file that it names answers", "[models]") {
  auto host = std::make_shared<FakeHost>();
  host->files["Inner"] = test::regressor_message({3}, 1).SerializeAsString();
  const std::string bytes = linked_message("Inner").SerializeAsString();
  const auto model = read_model(bytes, {}, {}, host);
  CHECK(test::get<double>(test::predict(*model, input(2)), "y") == 7);
  CHECK(write_model(*model) == bytes);
}

TEST_CASE("linked model: opens without the file, and refuses one without its outputs", "[models]") {
  auto host = std::make_shared<FakeHost>();
  CHECK_THROWS_MATCHES(
      test::predict(*read_model(linked_message("Inner").SerializeAsString(), {}, {}, host),
                    input(2)),
      Error, has_code(ErrorCode::unsupported, "it only names another file, 'Inner'"));
  coreml::Model other = test::regressor_message({3}, 1);
  other.mutable_description()->mutable_output(0)->set_name("z");
  other.mutable_description()->set_predictedfeaturename("z");
  host->files["Inner"] = other.SerializeAsString();
  CHECK_THROWS_MATCHES(read_model(linked_message("Inner").SerializeAsString(), {}, {}, host), Error,
                       has_code(ErrorCode::model_invalid, "no output of that name"));
}

TEST_CASE("linked model: one that leads to itself ends", "[models]") {
  auto host = std::make_shared<FakeHost>();
  host->files["Inner"] = linked_message("Inner").SerializeAsString();
  for (int twice = 0; twice < 2; ++twice) {
    CHECK_THROWS_MATCHES(read_model(linked_message("Inner").SerializeAsString(), {}, {}, host),
                         Error, has_code(ErrorCode::model_too_large, "more than 16 deep"));
  }
}

}  // namespace attune::models
