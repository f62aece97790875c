#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "format/wire.h"
#include "models/trainer.h"
#include "support/classic_models.h"
#include "support/json.h"
#include "support/matchers.h"
#include "support/pipeline_models.h"

namespace attune::models {
namespace {
using format::Dictionary;
using test::add_sample;
using test::array_of;
using test::chain_message;
using test::doubling_message;
using test::features;
using test::get;
using test::has_code;
using test::make;
using test::nearest_neighbors_message;
using test::parts;
using test::plain_pipeline;
using test::predict;
using test::raw;
using test::swapping_message;
using test::taught;
using test::wrapped;

Features example(std::vector<float> values, const std::string& label) {
  return features({{"raw", array_of(std::move(values))}, {"label", label}});
}

}  // namespace

TEST_CASE("pipeline: each model reads what those before it answered", "[models]") {
  const auto model = make(chain_message());
  const Features answer = predict(*model, features({{"x", 5.0}}));
  CHECK(get<double>(answer, "z") == 23);
  CHECK(answer.all().size() == 1);
}

TEST_CASE("pipeline: answers its own outputs only, inputs and values between among them",
          "[models]") {
  coreml::Model message = chain_message();
  *message.mutable_description()->add_output() = test::double_feature("y");
  *message.mutable_description()->add_output() = test::double_feature("x");
  const Features answer = predict(*make(message), features({{"x", 5.0}, {"other", 1.0}}));
  CHECK(get<double>(answer, "y") == 11);
  CHECK(get<double>(answer, "x") == 5);
  CHECK(answer.all().size() == 3);
}

TEST_CASE("pipeline: a later value takes the place of an earlier one with its name", "[models]") {
  coreml::Model message = plain_pipeline(
      {doubling_message("x", "x"), doubling_message("x", "x"), doubling_message("x", "z")});
  *message.mutable_description()->add_input() = test::double_feature("x");
  *message.mutable_description()->add_output() = test::double_feature("x");
  *message.mutable_description()->add_output() = test::double_feature("z");
  const Features answer = predict(*make(message), features({{"x", 0.0}}));
  CHECK(get<double>(answer, "x") == 3);
  CHECK(get<double>(answer, "z") == 7);
}

TEST_CASE("pipeline: what a caller gives beyond the inputs reaches no model", "[models]") {
  const Features answer = predict(*make(chain_message()), features({{"y", 100.0}, {"x", 5.0}}));
  CHECK(get<double>(answer, "z") == 23);
}

TEST_CASE("pipeline: answers a batch in its order", "[models]") {
  std::vector<Features> inputs;
  for (int i = 0; i < 40; ++i) inputs.push_back(features({{"x", static_cast<double>(i)}}));
  const std::vector<Features> outputs = make(chain_message())->predict(inputs);
  REQUIRE(outputs.size() == 40);
  for (std::size_t i = 0; i < 40; ++i)
    CHECK(get<double>(outputs[i], "z") == 4 * static_cast<double>(i) + 3);
}

TEST_CASE("pipeline: says which input is missing", "[models]") {
  CHECK_THROWS_MATCHES(predict(*make(chain_message()), {}), Error,
                       has_code(ErrorCode::bad_example, "'x' is missing"));
}

TEST_CASE("pipeline: opens with a model in it that we cannot run, and says so when asked",
          "[models]") {
  coreml::Model message = chain_message();
  message.mutable_pipeline()->mutable_models(0)->set_wordtagger("");
  const auto model = make(message);
  CHECK_THROWS_MATCHES(predict(*model, features({{"x", 5.0}})), Error,
                       has_code(ErrorCode::unsupported, "wordTagger"));
}

TEST_CASE("pipeline: its labels are those of the model that answers its label, or of the only one",
          "[models]") {
  const auto front = [](const std::string& label, std::vector<std::string> labels) {
    coreml::Model classifier =
        test::described({test::double_feature("x")}, {test::string_feature(label)});
    classifier.mutable_description()->set_predictedfeaturename(label);
    classifier.set_glmclassifier(test::Proto()
                                     .message(1, test::Proto().packed_doubles(1, {1}))
                                     .field(2, 0.0)
                                     .message(100, test::strings(labels))
                                     .bytes());
    return classifier;
  };
  coreml::Model message =
      plain_pipeline({front("mood", {"sad", "glad"}), doubling_message("x", "y")});
  *message.mutable_description()->add_input() = test::double_feature("x");
  *message.mutable_description()->add_output() = test::string_feature("mood");
  const std::vector<format::Label> moods = {std::string("sad"), std::string("glad")};
  CHECK(make(message)->class_labels() == moods);
  *message.mutable_pipeline()->add_models() = front("size", {"big", "small"});
  CHECK(make(message)->class_labels().empty());
  message.mutable_description()->set_predictedfeaturename("mood");
  CHECK(make(message)->class_labels() == moods);
  CHECK(get<std::string>(predict(*make(message), features({{"x", 2.0}})), "mood") == "glad");
}

TEST_CASE("pipeline: regressor pipelines are pipelines", "[models]") {
  coreml::Model message = chain_message();
  const coreml::Pipeline inner = message.pipeline();
  *message.mutable_pipelineregressor()->mutable_pipeline() = inner;
  message.mutable_description()->set_predictedfeaturename("z");
  const auto model = make(message);
  CHECK(get<double>(predict(*model, features({{"x", 5.0}})), "z") == 23);
  const Features example = features({{"x", 5.0}, {"z", 23.5}});
  CHECK(std::isnan(model->evaluate({&example, 1}).correct));
}

TEST_CASE("pipeline: an update teaches the last model what those before it made of an example",
          "[models]") {
  const auto before = make(swapping_message());
  CHECK(get<std::string>(predict(*before, raw({1, 2})), "label") == "nobody");
  const auto after = taught(*before, {example({1, 0}, "right"), example({0, 1}, "up")},
                            {{"numberOfNeighbors", std::int64_t{1}}});
  CHECK(get<std::string>(predict(*after, raw({3, 1})), "label") == "right");
  CHECK(get<std::string>(predict(*before, raw({3, 1})), "label") == "nobody");
  // The file holds swapped points.
  const auto again = read_model(write_model(*after), {{"numberOfNeighbors", std::int64_t{1}}});
  const auto& index = again->message()
                          .pipelineclassifier()
                          .pipeline()
                          .models(1)
                          .knearestneighborsclassifier()
                          .nearestneighborsindex();
  REQUIRE(index.floatsamples_size() == 2);
  CHECK(format::Message(index.floatsamples(0)).numbers(1) == std::vector<float>{0, 1});
  CHECK(get<Dictionary>(predict(*again, raw({2, 7})), "labelProbs") ==
        get<Dictionary>(predict(*after, raw({2, 7})), "labelProbs"));
}

TEST_CASE("pipeline: its trainer counts, forgets and learns as the last model's", "[models]") {
  const auto trainer = make(swapping_message())->make_trainer({});
  CHECK_FALSE(trainer->learns_by_gradient());
  CHECK(trainer->slice_size() == 1);
  trainer->add(example({1, 0}, "right"));
  trainer->add(example({0, 1}, "up"));
  CHECK_THROWS_MATCHES(trainer->add(raw({1, 1})), Error,
                       has_code(ErrorCode::bad_example, "'label' is missing"));
  CHECK_THROWS_MATCHES(trainer->add(example({1}, "left")), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK(trainer->count() == 2);
  trainer->truncate(1);
  CHECK(get<std::string>(predict(*trainer->snapshot(), raw({0, 1})), "label") == "right");
}

TEST_CASE("pipeline: only an updatable pipeline can be updated", "[models]") {
  CHECK_THROWS_MATCHES(make(chain_message())->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable));
}

TEST_CASE("pipeline: its parameters are the last model's, plain or with that model's name",
          "[models]") {
  const std::string key =
      GENERATE("numberOfNeighbors", "model1.numberOfNeighbors", "head.numberOfNeighbors");
  coreml::Model message = swapping_message();
  const std::string scope = key.starts_with("head") ? "head" : "model1";
  if (scope == "head") parts(message).add_names("eye"), parts(message).add_names("head");
  const auto model = make(message, {{key, std::int64_t{7}}});
  REQUIRE(model->parameters().all().size() == 1);
  CHECK(model->parameters().all()[0].key == "numberOfNeighbors");
  CHECK(model->parameters().all()[0].scope == scope);
  CHECK(model->parameters().integer("numberOfNeighbors") == 7);
  const auto trainer = model->make_trainer({{key, std::int64_t{2}}});
  CHECK(trainer->parameters().integer("numberOfNeighbors") == 2);
  CHECK(trainer->parameters().all()[0].scope == scope);
  CHECK(trainer->snapshot()->parameters().integer("numberOfNeighbors") == 2);
  CHECK_THROWS_MATCHES(make(message, {{key, std::int64_t{11}}}), Error,
                       has_code(ErrorCode::invalid_parameter));
}

TEST_CASE("pipeline: refuses parameters that no model has", "[models]") {
  const std::string key =
      GENERATE("epochs", "model0.numberOfNeighbors", "model1.epochs", "model7.numberOfNeighbors");
  const format::ParameterOverrides overrides = {{key, std::int64_t{2}}};
  CHECK_THROWS_MATCHES(make(swapping_message(), overrides), Error,
                       has_code(ErrorCode::invalid_parameter));
  CHECK_THROWS_MATCHES(make(swapping_message())->make_trainer(overrides), Error,
                       has_code(ErrorCode::invalid_parameter));
}

TEST_CASE("pipeline: of a parameter under both names the one with the model's name counts",
          "[models]") {
  const format::ParameterOverrides both = {{"numberOfNeighbors", std::int64_t{2}},
                                           {"model1.numberOfNeighbors", std::int64_t{5}}};
  CHECK(make(swapping_message(), both)->parameters().integer("numberOfNeighbors") == 5);
}

TEST_CASE("pipeline: a parameter may name a model in front when the file is loaded", "[models]") {
  coreml::Model front = nearest_neighbors_message(1);
  front.set_isupdatable(false);
  for (const float at : {0.0F, 1.0F, 1.5F}) add_sample(front, {at}, at == 0 ? "zero" : "other");
  coreml::Model message = wrapped(front);
  message.mutable_pipeline()->add_names("eye");
  *message.mutable_pipeline()->add_models() = doubling_message("x", "y");
  message.mutable_pipeline()->add_names("head");
  *message.mutable_description()->add_input() = test::double_feature("x");
  const Features input = features({{"point", array_of({0})}, {"x", 1.0}});
  CHECK(get<std::string>(predict(*make(message), input), "label") == "other");
  const auto strict = make(message, {{"eye.numberOfNeighbors", std::int64_t{1}}});
  CHECK(get<std::string>(predict(*strict, input), "label") == "zero");
}

TEST_CASE("pipeline: a delta goes into the last model", "[models]") {
  const auto base = make(swapping_message());
  const auto learned = taught(*base, {example({1, 0}, "right"), example({0, 1}, "up")});
  stored::Delta delta;
  REQUIRE(delta.ParseFromString(write_delta(*learned)));
  CHECK(delta.last().neighbors().stringlabels_size() == 2);
  const auto restored = apply_delta(*make(swapping_message()), write_delta(*learned));
  CHECK(write_model(*restored) == write_model(*learned));
  CHECK_THROWS_MATCHES(apply_delta(*make(chain_message()), write_delta(*learned)), Error,
                       has_code(ErrorCode::model_invalid));
}

TEST_CASE("pipeline: an unchanged one is written byte by byte as it was", "[models]") {
  for (const coreml::Model& message :
       {chain_message(), swapping_message(), wrapped(swapping_message())}) {
    const std::string bytes = message.SerializeAsString();
    CHECK(write_model(*read_model(bytes)) == bytes);
  }
}

TEST_CASE("pipeline: evaluation asks the last model", "[models]") {
  const auto model =
      taught(*make(swapping_message()), {example({1, 0}, "right"), example({0, 1}, "up")},
             {{"numberOfNeighbors", std::int64_t{1}}});
  const std::vector<Features> examples = {example({2, 0}, "right"), example({0, 2}, "right"),
                                          example({0, 3}, "up")};
  const Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.count == 3);
  CHECK(evaluation.correct == 2);
  CHECK(std::isnan(evaluation.loss_sum));
}

TEST_CASE("pipeline: pipelines stand in pipelines", "[models]") {
  const auto model =
      make(wrapped(swapping_message()), {{"model0.model1.numberOfNeighbors", std::int64_t{1}}});
  CHECK(model->parameters().all()[0].scope == "model0.model1");
  const auto after = taught(*model, {example({1, 0}, "right"), example({0, 1}, "up")},
                            {{"numberOfNeighbors", std::int64_t{1}}});
  CHECK(get<std::string>(predict(*after, raw({3, 1})), "label") == "right");
  const auto restored = apply_delta(*make(wrapped(swapping_message())), write_delta(*after));
  CHECK(write_model(*restored) == write_model(*after));
  CHECK(restored->parameters().integer("numberOfNeighbors") == 1);
}

TEST_CASE("pipeline: a version lives on when its base is gone", "[models]") {
  std::shared_ptr<const Model> model = read_model(swapping_message().SerializeAsString());
  for (int i = 0; i < 3; ++i)
    model = taught(*model, {example({static_cast<float>(i), 0}, std::to_string(i))});
  CHECK(get<Dictionary>(predict(*model, raw({0, 0})), "labelProbs").size() == 3);
}

// The whole of Apple's drawing sample: a network makes 128 numbers of an image, nearest neighbours
// name it.
TEST_CASE("pipeline: golden answers of the drawing classifier after learning digits",
          "[models][golden]") {
  const test::Json golden = test::Json::read("golden/predictions.json")["drawing"];
  const std::string bytes = test::read_file("models/" + golden["model"].text());
  const std::string digits = test::read_file("golden/" + golden["file"].text());
  const auto image_of = [&](std::int64_t digit) {
    auto rgba = std::make_shared<std::string>();
    for (const char gray : digits.substr(static_cast<std::size_t>(digit) * 784, 784))
      rgba->append({gray, gray, gray, '\xFF'});
    format::Image image;
    image.width = image.height = 28;
    image.rgba = *rgba;
    image.owner = rgba;
    return image;
  };

  const auto base = read_model(bytes);
  CHECK(write_model(*base) == bytes);
  const auto trainer = base->make_trainer({});
  for (std::size_t i = 0; i < golden["learned"].size(); ++i) {
    trainer->add(features({{"drawing", image_of(golden["learned"][i].integer())},
                           {"label", golden["labels"][i].text()}}));
  }
  const auto learned = trainer->snapshot();
  const auto again = read_model(write_model(*learned));
  const auto restored = apply_delta(*read_model(bytes), write_delta(*learned));
  for (const test::Json& result : golden["results"].items()) {
    const Features input = features({{"drawing", image_of(result["digit"].integer())}});
    const Features answer = predict(*learned, input);
    INFO("digit " << result["digit"].integer());
    CHECK(get<std::string>(answer, "label") == result["label"].text());
    const auto& probabilities = get<Dictionary>(answer, "labelProbs");
    REQUIRE(probabilities.size() == golden["classes"].size());
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      CHECK(std::get<std::string>(probabilities[i].first) == golden["classes"][i].text());
      CHECK_THAT(probabilities[i].second,
                 Catch::Matchers::WithinAbs(result["probabilities"][i].number(), 1e-4));
    }
    CHECK(get<Dictionary>(predict(*again, input), "labelProbs") == probabilities);
    CHECK(get<Dictionary>(predict(*restored, input), "labelProbs") == probabilities);
  }
  CHECK(write_model(*base) == bytes);
}

}  // namespace attune::models
