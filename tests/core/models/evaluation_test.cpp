// What an evaluation says beside its sums: class by class, number by number.

#include "models/evaluation.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "support/json.h"
#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using models::Evaluation;
using models::Residuals;

bool near(double got, double wanted, double tolerance) {
  return std::fabs(got - wanted) <= tolerance * std::fmax(1.0, std::fabs(wanted));
}

TEST_CASE("evaluation: sums of residuals give what scikit-learn says", "[models][golden]") {
  const Json numbers = Json::read("golden/training-options.json")["numbers"];
  std::vector<Residuals> columns(3);
  const std::size_t rows = numbers["wanted"].size();
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      columns[column].add(numbers["got"][row][column].number(),
                          numbers["wanted"][row][column].number(),
                          static_cast<std::int64_t>(row) + 1);
    }
  }
  double squared = 0, absolute = 0, r_squared = 0;
  for (const Residuals& column : columns) {
    squared += column.squared;
    absolute += column.absolute;
    r_squared += column.spread > 0 ? 1 - column.squared / column.spread : 0;
  }
  const auto count = static_cast<double>(3 * rows);
  CHECK(near(squared / count, numbers["meanSquaredError"].number(), 1e-12));
  CHECK(near(absolute / count, numbers["meanAbsoluteError"].number(), 1e-12));
  CHECK(near(r_squared / 3, numbers["rSquared"].number(), 1e-9));
}

TEST_CASE("evaluation: a classifier's network says what each example was taken for", "[models]") {
  const auto model = opened(label_network());
  std::vector<Features> examples;
  for (const char* label : {"emu", "cat", "cat", "dog"}) {
    const auto at = static_cast<float>(examples.size());
    examples.push_back(
        features_of({{"x", array_of({at, 1 - at, 0.5F})}, {"label", std::string(label)}}));
  }
  const Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.labels == std::vector<format::Label>{"cat", "dog", "emu"});
  CHECK(evaluation.actual == std::vector<std::uint32_t>{2, 0, 0, 1});
  REQUIRE(evaluation.predicted.size() == 4);
  double correct = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Features answer = model->predict({&examples[i], 1})[0];
    CHECK(label_of(answer, "label") ==
          std::get<std::string>(evaluation.labels[evaluation.predicted[i]]));
    correct += evaluation.predicted[i] == evaluation.actual[i] ? 1 : 0;
  }
  CHECK(evaluation.correct == correct);
  CHECK(evaluation.residuals.empty());
}

TEST_CASE("evaluation: classes without labels are their indices", "[models]") {
  const Evaluation evaluation = opened(score_network())->evaluate(score_examples(40));
  CHECK(evaluation.labels ==
        std::vector<format::Label>{std::int64_t{0}, std::int64_t{1}, std::int64_t{2}});
  CHECK(evaluation.actual.size() == 40);
  CHECK(evaluation.predicted.size() == 40);
}

TEST_CASE("evaluation: a network of numbers says how far it is off in each, over all slices",
          "[models]") {
  const auto model = opened(value_network());
  const std::vector<Features> examples = value_examples(40);
  const Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.labels.empty());
  REQUIRE(evaluation.residuals.size() == 2);
  for (std::size_t column = 0; column < 2; ++column) {
    double squared = 0, absolute = 0, mean = 0, spread = 0;
    std::vector<double> all;
    for (const Features& example : examples) {
      const auto got =
          static_cast<double>(floats_of(model->predict({&example, 1})[0], "y")[column]);
      all.push_back(static_cast<double>(floats_of(example, "y_true")[column]));
      squared += (got - all.back()) * (got - all.back());
      absolute += std::fabs(got - all.back());
      mean += all.back() / 40;
    }
    for (const double wanted : all) spread += (wanted - mean) * (wanted - mean);
    const Residuals& residuals = evaluation.residuals[column];
    CHECK(near(residuals.squared, squared, 1e-9));
    CHECK(near(residuals.absolute, absolute, 1e-9));
    CHECK(near(residuals.mean, mean, 1e-9));
    CHECK(near(residuals.spread, spread, 1e-9));
  }
}

TEST_CASE("evaluation: a label that the model does not know comes behind those it knows",
          "[models]") {
  const auto model = opened_file("models/knn-kdtree-string.mlmodel");
  const auto& description = model->message().description();
  const std::string& input = description.input(0).name();
  const std::string& label = description.predictedfeaturename();
  const auto size = description.input(0).type().multiarraytype().shape(0);
  const FeatureValue point = array_of(std::vector<float>(static_cast<std::size_t>(size), 0));
  const std::vector<Features> examples = {
      features_of({{input, point}, {label, std::string("never seen")}}),
      features_of({{input, point}, {label, std::string("never seen")}})};
  const Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.correct == 0);
  REQUIRE(evaluation.actual.size() == 2);
  CHECK(evaluation.labels[evaluation.actual[0]] == format::Label("never seen"));
  CHECK(evaluation.actual[0] == evaluation.actual[1]);
  CHECK(evaluation.actual[0] != evaluation.predicted[0]);
  const std::vector<Features> wrong = {features_of({{input, point}, {label, point}})};
  CHECK_THROWS_MATCHES(model->evaluate(wrong), Error,
                       has_code(ErrorCode::bad_example, "must be a label"));
}

}  // namespace
}  // namespace attune::test
