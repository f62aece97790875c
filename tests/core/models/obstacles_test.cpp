// Models that open and describe themselves, but cannot run here, each with its reason.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <string>

#include "models/catalogue.h"
#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::has_code;
using test::Proto;

// A file whose model is this member of Model.Type, with these bytes.
std::string file_of(std::uint32_t field, const Proto& content) {
  const coreml::Model described =
      test::described({test::string_feature("text")}, {test::string_feature("label")});
  return Proto()
      .field(1, 4)
      .field(2, described.description().SerializeAsString())
      .message(field, content)
      .bytes();
}

void check_opens_only(std::uint32_t field, const Proto& content, const std::string& type,
                      const std::string& why) {
  INFO(type);
  const std::string bytes = file_of(field, content);
  const auto model = read_model(bytes);
  CHECK(type_name(model->message()) == type);
  CHECK(model->message().description().input(0).name() == "text");
  CHECK(write_model(*model) == bytes);
  CHECK_NOTHROW(refuse_left_out(model->message()));  // no other build would run it
  CHECK_THROWS_MATCHES(
      test::predict(*model, test::features({{"text", std::string("hi")}})), Error,
      has_code(ErrorCode::unsupported, "models of type " + type + " cannot predict here" + why));
  CHECK_THROWS_MATCHES(model->make_trainer({}), Error, has_code(ErrorCode::not_updatable, type));
}
}  // namespace

TEST_CASE("closed models: open, survive a round trip, and say why they cannot predict",
          "[models]") {
  const Proto data = Proto().field(1, 2).field(10, "en").field(100, "\x01\x02 private");
  const std::string apple = ": its data have a private form that only Apple's Natural Language";
  check_opens_only(2000, data, "textClassifier", apple);
  check_opens_only(2001, data, "wordTagger", apple);
  check_opens_only(2004, data, "gazetteer", apple);
  check_opens_only(2005, data, "wordEmbedding", apple);
  const std::string extractor = ": the file names a version only; the feature extractor itself";
  const Proto version = Proto().message(20, Proto().field(1, 1));
  check_opens_only(2002, version, "visionFeaturePrint", extractor);
  check_opens_only(2003, version, "soundAnalysisPreprocessing", extractor);
  check_opens_only(2006, version, "audioFeaturePrint", extractor);
  check_opens_only(3000, Proto().field(1, "id").field(2, "bytes"), "serializedModel",
                   ": its data have a private form of Apple's that nothing describes");
}

TEST_CASE("closed models: a Bayesian probit regressor lacks a number of its formula", "[models]") {
  check_opens_only(304, Proto().field(1, 3).message(2, Proto().field(1, 0.5).field(2, 2.0)),
                   "bayesianProbitRegressor", ": the format names a steepness (beta)");
}

TEST_CASE("closed models: a custom model names its class, a linked one its file", "[models]") {
  check_opens_only(555, Proto().field(10, "AAPLSwirl").field(40, "swirls"), "customModel",
                   ": what it computes is code in an app, class 'AAPLSwirl'");
  const Proto link = Proto().message(1, Proto().field(1, "Extractor.mlmodelc"));
  check_opens_only(556, Proto().message(1, link), "linkedModel",
                   ": it only names another file, 'Extractor.mlmodelc'");
  check_opens_only(556, {}, "linkedModel", ": it only names another file, ''");
}

TEST_CASE("closed models: an ML program comes with advice", "[models]") {
  const Proto program = Proto().field(1, 1).message(2, Proto().field(1, "main").message(2));
  check_opens_only(502, program, "mlProgram", "");
  const auto model = read_model(file_of(502, program));
  try {
    test::predict(*model, {});
    FAIL("it predicted");
  } catch (const Error& error) {
    CHECK(error.hint().find("neural network") != std::string::npos);
  }
}

}  // namespace attune::models
