#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <string>

#include "support/matchers.h"
#include "support/pipeline_models.h"

namespace attune::models {
namespace {
using test::chain_message;
using test::has_code;
using test::make;
using test::parts;
using test::plain_pipeline;
using test::raw;
using test::swapping_message;
using test::wrapped;
}  // namespace

// Names in capitals as Apple's own tests have them.

TEST_CASE("pipeline: holds at least one model", "[models][rules]") {
  CHECK_THROWS_MATCHES(make(plain_pipeline({})), Error,
                       has_code(ErrorCode::model_invalid, "no model"));
}

TEST_CASE("pipeline: a model reads only what is there before it", "[models][rules]") {
  coreml::Model message = chain_message();
  message.mutable_pipeline()->mutable_models()->SwapElements(0, 1);
  CHECK_THROWS_MATCHES(
      make(message), Error,
      has_code(ErrorCode::model_invalid, "model 'model0' of the pipeline reads feature 'y'"));
}

TEST_CASE("pipeline: a model reads a feature as the type that it has", "[models][rules]") {
  coreml::Model message = chain_message();
  *message.mutable_description()->mutable_input(0) = test::int64_feature("x");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "another type or shape"));
  message = swapping_message();
  *message.mutable_description()->mutable_input(0) = test::array_feature("raw", {3});
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "another type or shape"));
  *message.mutable_description()->mutable_input(0) = test::array_feature("raw", {2}, test::kDouble);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "another type or shape"));
  *message.mutable_description()->mutable_input(0) = test::array_feature("raw", {1, 2});
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "another type or shape"));
}

TEST_CASE(
    "pipeline: a flexible shape fits every shape of its rank; optional or not makes no difference",
    "[models][rules]") {
  coreml::Model message = swapping_message();
  coreml::FeatureDescription& input = *message.mutable_description()->mutable_input(0);
  // One axis of 1 to any number.
  input.mutable_type()->mutable_multiarraytype()->set_shaperange(
      std::string("\x0A\x02\x08\x01", 4));
  input.mutable_type()->mutable_multiarraytype()->clear_shape();
  input.mutable_type()->set_isoptional(true);
  CHECK_NOTHROW(make(message));
  // Two axes.
  input.mutable_type()->mutable_multiarraytype()->set_shaperange(
      std::string("\x0A\x02\x08\x01\x0A\x02\x08\x01", 8));
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "another type or shape"));
  // Enumerated: [2] and [3].
  input.mutable_type()->mutable_multiarraytype()->set_enumeratedshapes(
      std::string("\x0A\x03\x0A\x01\x02\x0A\x03\x0A\x01\x03", 10));
  CHECK_NOTHROW(make(message));
}

TEST_CASE("pipeline: images and dictionaries must agree in size, colors and keys",
          "[models][rules]") {
  coreml::Model message = chain_message();
  for (coreml::FeatureDescription* each :
       {message.mutable_description()->mutable_input(0),
        message.mutable_pipeline()->mutable_models(0)->mutable_description()->mutable_input(0)}) {
    each->mutable_type()->mutable_imagetype()->set_width(28);
    each->mutable_type()->mutable_imagetype()->set_height(28);
    each->mutable_type()->mutable_imagetype()->set_colorspace(10);
  }
  message.mutable_pipeline()->mutable_models(0)->set_visionfeatureprint("");
  CHECK_NOTHROW(make(message));
  message.mutable_description()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_imagetype()
      ->set_colorspace(20);
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "'x'"));
  message = swapping_message();
  message.mutable_description()
      ->mutable_output(1)
      ->mutable_type()
      ->mutable_dictionarytype()
      ->mutable_int64keytype();
  CHECK_THROWS_MATCHES(
      make(message), Error,
      has_code(ErrorCode::model_invalid, "the pipeline answers feature 'labelProbs'"));
}

TEST_CASE("pipeline: its outputs are made by its models", "[models][rules]") {
  coreml::Model message = chain_message();
  message.mutable_description()->mutable_output(0)->set_name("nothing");
  CHECK_THROWS_MATCHES(
      make(message), Error,
      has_code(ErrorCode::model_invalid, "the pipeline answers feature 'nothing'"));
}

TEST_CASE("pipeline: names are none, or one for each model, all distinct", "[models][rules]") {
  coreml::Model message = chain_message();
  message.mutable_pipeline()->add_names("first");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "2 models and 1 names"));
  message.mutable_pipeline()->add_names("first");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "are named 'first'"));
  message.mutable_pipeline()->set_names(1, "second");
  CHECK_NOTHROW(make(message));
}

TEST_CASE("pipeline: a model in it that is invalid makes it invalid", "[models][rules]") {
  coreml::Model message = chain_message();
  message.mutable_pipeline()->mutable_models(1)->mutable_glmregressor()->append(
      test::Proto().packed_doubles(2, {1}).bytes());
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "offsets"));
}

// Valid_Pipeline, too: its training inputs are its own, those of the last model are that one's.
TEST_CASE(
    "pipeline: NonUpdatablePipelineWithNonUpdatableModels and "
    "UpdatablePipelineWithOneUpdatableModel",
    "[models][rules]") {
  CHECK_NOTHROW(make(chain_message()));
  CHECK_NOTHROW(make(swapping_message()));
}

TEST_CASE("pipeline: NonUpdatablePipelineWithOneUpdatableModel", "[models][rules]") {
  coreml::Model message = swapping_message();
  message.set_isupdatable(false);
  CHECK_THROWS_MATCHES(
      make(message), Error,
      has_code(ErrorCode::model_invalid, "'model1' is updatable, but the pipeline"));
}

TEST_CASE("pipeline: NonUpdatablePipelineWithOneUpdatableModelInsidePipelineHierarchy",
          "[models][rules]") {
  coreml::Model inner = swapping_message();
  inner.set_isupdatable(false);
  CHECK_THROWS_MATCHES(
      make(wrapped(inner)), Error,
      has_code(ErrorCode::model_invalid, "'model1' is updatable, but the pipeline"));
}

TEST_CASE("pipeline: UpdatablePipelineWithNonUpdatableModels", "[models][rules]") {
  coreml::Model message = swapping_message();
  parts(message).mutable_models(1)->set_isupdatable(false);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "last model 'model1' is not"));
}

TEST_CASE("pipeline: UpdatablePipelineWithMultipleUpdatableModels", "[models][rules]") {
  coreml::Model message = swapping_message();
  parts(message).mutable_models(0)->set_isupdatable(true);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "only the last model"));
}

TEST_CASE("pipeline: UpdatablePipelineWithOneUpdatableModelInsidePipelineHierarchy",
          "[models][rules]") {
  CHECK_NOTHROW(make(wrapped(swapping_message())));
}

}  // namespace attune::models
