#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <string>

#include "models/trainer.h"
#include "support/json.h"
#include "support/neighbor_models.h"
#include "support/wire_writer.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using format::Dictionary;
using format::Label;
using test::add_sample;
using test::array_of;
using test::classifier;
using test::features;
using test::get;
using test::make;
using test::nearest_neighbors_message;
using test::point;
using test::predict;

coreml::Model set_message(const test::Json& set, const std::string& weighting, bool tree) {
  coreml::Model message = nearest_neighbors_message(static_cast<int>(set["dimensions"].integer()));
  for (std::size_t i = 0; i < set["samples"].size(); ++i) {
    add_sample(message, set["samples"][i].floats(), set["labels"][i].text());
  }
  if (weighting == "inverseDistance") classifier(message).mutable_inversedistanceweighting();
  if (tree)
    classifier(message).mutable_nearestneighborsindex()->set_singlekdtreeindex(
        test::Proto().field(1, 4).bytes());
  return message;
}

std::string spelled(const Label& label) {
  const auto* integer = std::get_if<std::int64_t>(&label);
  return integer == nullptr ? std::get<std::string>(label) : std::to_string(*integer);
}

void check_result(const Features& answer, const std::string& probabilities,
                  const test::Json& classes, const test::Json& result) {
  const auto& got = get<Dictionary>(answer, probabilities);
  INFO("query " << result["query"].integer() << ", k " << result["k"].integer() << ", "
                << result["weighting"].text());
  REQUIRE(got.size() == classes.size());
  std::string best;
  double most = -1;
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(spelled(got[i].first) == classes[i].text());
    CHECK_THAT(got[i].second, WithinAbs(result["probabilities"][i].number(), 2e-7));
    if (got[i].second > most) best = spelled(got[i].first), most = got[i].second;
  }
  CHECK(best == result["label"].text());
}
}  // namespace

TEST_CASE("nearest neighbours: golden sets of scikit-learn, by either index", "[models][golden]") {
  const bool tree = GENERATE(false, true);
  const test::Json golden = test::Json::read("golden/neighbors.json");
  int results = 0;
  for (const test::Json& set : golden["sets"].items()) {
    INFO(set["name"].text());
    for (const test::Json& result : set["results"].items()) {
      const auto model = make(set_message(set, result["weighting"].text(), tree),
                              {{"numberOfNeighbors", result["k"].integer()}});
      const Features answer =
          predict(*model, point(set["queries"][result["query"].integer()].floats()));
      check_result(answer, "labelProbs", set["classes"], result);
      CHECK(get<std::string>(answer, "label") == result["label"].text());
      ++results;
    }
  }
  CHECK(results > 100);
}

TEST_CASE("nearest neighbours: golden models of scikit-learn", "[models][golden]") {
  const auto document = test::Json::read("golden/neighbors.json");
  for (const test::Json& golden : document["models"].items()) {
    const std::string bytes = test::read_file("models/" + golden["model"].text());
    for (const test::Json& result : golden["results"].items()) {
      const auto model = read_model(bytes, {{"numberOfNeighbors", result["k"].integer()}});
      const coreml::ModelDescription& description = model->message().description();
      const Features input =
          features({{description.input(0).name(),
                     array_of(golden["queries"][result["query"].integer()].floats())}});
      const Features answer = predict(*model, input);
      check_result(answer, description.predictedprobabilitiesname(), golden["classes"], result);
      CHECK(spelled(format::as_label(*answer.find(description.predictedfeaturename())).value()) ==
            result["label"].text());
    }
  }
}

TEST_CASE("nearest neighbours: a real file learns, is written and reads back alike",
          "[models][golden]") {
  const std::string bytes = test::read_file("models/knn-kdtree-updatable.mlmodel");
  const auto base = read_model(bytes);
  CHECK(write_model(*base) == bytes);
  const auto document = test::Json::read("golden/neighbors.json");
  const test::Json& set = document["sets"][2];
  REQUIRE(set["dimensions"].integer() == 21);

  const auto trainer = base->make_trainer({});
  for (std::size_t i = 0; i < set["samples"].size(); ++i) {
    trainer->add(features(
        {{"input", array_of(set["samples"][i].floats())}, {"output", set["labels"][i].text()}}));
  }
  const auto learned = trainer->snapshot();
  const auto again = read_model(write_model(*learned));
  for (const test::Json& result : set["results"].items()) {
    if (result["k"].integer() != 3 || result["weighting"].text() != "inverseDistance") continue;
    const Features input =
        features({{"input", array_of(set["queries"][result["query"].integer()].floats())}});
    check_result(predict(*learned, input), "outputProbs", set["classes"], result);
    CHECK(get<Dictionary>(predict(*again, input), "outputProbs") ==
          get<Dictionary>(predict(*learned, input), "outputProbs"));
  }
  CHECK(write_model(*base) == bytes);
}

}  // namespace attune::models
