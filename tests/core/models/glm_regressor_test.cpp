#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "models/model.h"
#include "support/json.h"
#include "support/matchers.h"
#include "support/model_messages.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using test::add_row;
using test::array_of;
using test::features;
using test::get;
using test::has_code;
using test::make;
using test::predict;
using test::regressor_message;

Features x_of(std::vector<float> values) { return features({{"x", array_of(std::move(values))}}); }

double y_of(const Model& model, std::vector<float> values) {
  return get<double>(predict(model, x_of(std::move(values))), "y");
}

// Two rows of weights; "y" is an array.
coreml::Model two_rows() {
  coreml::Model message = regressor_message({1, 2}, 10);
  add_row(message, {-1, 0.1}, 20);
  *message.mutable_description()->mutable_output(0) = test::array_feature("y", {2}, test::kDouble);
  return message;
}

// The last one counts.
void set_transform(coreml::Model& message, int transform) {
  message.mutable_glmregressor()->append(test::Proto().field(3, transform).bytes());
}
}  // namespace

TEST_CASE("linear regressor: multiplies, adds the offset", "[models]") {
  const auto model = make(regressor_message({2, -3, 0.5}, 10));
  CHECK(y_of(*model, {0, 0, 0}) == 10);
  CHECK(y_of(*model, {1, 2, 8}) == 10);
  CHECK(y_of(*model, {5, 1, 2}) == 18);
}

TEST_CASE("linear regressor: logit and probit make probabilities", "[models]") {
  coreml::Model message = regressor_message({1}, 0);
  set_transform(message, 1);
  CHECK(y_of(*make(message), {0}) == 0.5);
  CHECK_THAT(y_of(*make(message), {2}), WithinAbs(0.880797077977882, 1e-10));
  CHECK_THAT(y_of(*make(message), {-2}), WithinAbs(1 - 0.880797077977882, 1e-10));
  set_transform(message, 2);
  CHECK(y_of(*make(message), {0}) == 0.5);
  CHECK_THAT(y_of(*make(message), {1}), WithinAbs(0.841344746068543, 1e-10));
  CHECK_THAT(y_of(*make(message), {-4}), WithinAbs(3.16712418331199e-5, 1e-14));
}

TEST_CASE(
    "linear regressor: several rows answer with an array of the type that the output declares",
    "[models]") {
  coreml::Model message = two_rows();
  const auto doubles = get<format::Array>(predict(*make(message), x_of({3, 4})), "y");
  CHECK(doubles.type == format::ElementType::float64);
  CHECK(doubles.shape == Shape{2});
  CHECK(doubles.at(0) == 21);
  CHECK(doubles.at(1) == -3 + 4 * 0.1 + 20);
  *message.mutable_description()->mutable_output(0) = test::array_feature("y", {2});
  const auto floats = get<format::Array>(predict(*make(message), x_of({3, 4})), "y");
  CHECK(floats.type == format::ElementType::float32);
  CHECK(floats.at(1) == static_cast<double>(17.4F));
}

TEST_CASE("linear regressor: reads several inputs as one row, in the description's order",
          "[models]") {
  coreml::Model message = regressor_message({1, 10, 100, 1000}, 0);
  *message.mutable_description()->mutable_input(0) = test::double_feature("rooms");
  *message.mutable_description()->add_input() = test::array_feature("place", {2});
  *message.mutable_description()->add_input() = test::int64_feature("year");
  const auto model = make(message);
  const Features input =
      features({{"year", std::int64_t{7}}, {"place", array_of({3, 4})}, {"rooms", 0.5}});
  CHECK(get<double>(predict(*model, input), "y") == 7430.5);
  const Features lacking = features({{"place", array_of({3, 4})}, {"rooms", 0.5}});
  CHECK_THROWS_MATCHES(predict(*model, lacking), Error,
                       has_code(ErrorCode::bad_example, "'year' is missing"));
}

TEST_CASE("linear regressor: answers a batch in its order", "[models]") {
  const std::vector<Features> inputs = {x_of({1}), x_of({2}), x_of({3})};
  const std::vector<Features> outputs = make(regressor_message({2}, 1))->predict(inputs);
  REQUIRE(outputs.size() == 3);
  CHECK(get<double>(outputs[2], "y") == 7);
}

TEST_CASE("linear regressor: has neither loss nor label, but errors", "[models]") {
  const Features example = features({{"x", array_of({1})}, {"y", 0.25}});
  const Evaluation evaluation = make(regressor_message({2}, 1))->evaluate({&example, 1});
  CHECK(evaluation.count == 1);
  CHECK(std::isnan(evaluation.correct));
  CHECK(std::isnan(evaluation.loss_sum));
  REQUIRE(evaluation.residuals.size() == 1);
  CHECK(evaluation.residuals[0].mean == 0.25);
  CHECK(evaluation.residuals[0].absolute == 2.75);
  CHECK(evaluation.residuals[0].squared == 2.75 * 2.75);
  const Features lacking = features({{"x", array_of({1})}});
  CHECK_THROWS_MATCHES(make(regressor_message({2}, 1))->evaluate({&lacking, 1}), Error,
                       has_code(ErrorCode::bad_example, "'y' is missing"));
  const Features many = features({{"x", array_of({1})}, {"y", array_of({1, 2})}});
  CHECK_THROWS_MATCHES(make(regressor_message({2}, 1))->evaluate({&many, 1}), Error,
                       has_code(ErrorCode::shape_mismatch, "holds 2 numbers"));
}

TEST_CASE("linear regressor: refuses inputs that do not fit", "[models]") {
  const auto model = make(regressor_message({1, 2}, 0));
  CHECK_THROWS_MATCHES(y_of(*model, {1}), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers in all, got 1"));
  CHECK_THROWS_MATCHES(predict(*model, features({{"x", std::string("1")}})), Error,
                       has_code(ErrorCode::bad_example, "a string"));
}

TEST_CASE("linear regressor: refuses files whose parts do not fit together", "[models][rules]") {
  coreml::Model message = regressor_message({1, 2}, 0);
  message.mutable_glmregressor()->append(test::Proto().packed_doubles(2, {1}).bytes());
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "1 rows of weights and 2 offsets"));
  message = regressor_message({1, 2}, 10);
  add_row(message, {-1, 0.1, 3}, 20);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "rows of 2 and of 3"));
  message = two_rows();
  *message.mutable_description()->mutable_output(0) = test::double_feature("y");
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "is one number"));
  message = regressor_message({1}, 0);
  set_transform(message, 3);
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "unknown transform"));
  message.set_glmregressor("");
  CHECK_THROWS_MATCHES(make(message), Error, has_code(ErrorCode::model_invalid, "no weights"));
  message = regressor_message({1}, 0);
  *message.mutable_description()->mutable_input(0) = test::string_feature("x");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "neither a number nor an array"));
  message = regressor_message({1}, 0);
  *message.mutable_description()->mutable_output(0) = test::string_feature("y");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "neither a number nor an array"));
  message.mutable_description()->set_predictedfeaturename("z");
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "not among its outputs"));
  message.mutable_description()->clear_predictedfeaturename();
  CHECK_THROWS_MATCHES(make(message), Error,
                       has_code(ErrorCode::model_invalid, "predictedFeatureName"));
}

TEST_CASE("linear regressor: takes no parameters and no updates", "[models]") {
  CHECK_THROWS_MATCHES(make(regressor_message({1}, 0), {{"epochs", 1.0}}), Error,
                       has_code(ErrorCode::invalid_parameter, "epochs"));
  CHECK_THROWS_MATCHES(make(regressor_message({1}, 0))->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable));
}

TEST_CASE("linear regressor: golden rows of a real file", "[models][golden]") {
  const test::Json golden = test::Json::read("golden/predictions.json")["glm"];
  const auto model = read_model(test::read_file("models/" + golden["model"].text()));
  for (std::size_t row = 0; row < golden["rows"].size(); ++row) {
    std::vector<double> values;
    for (const test::Json& value : golden["rows"][row].items()) values.push_back(value.number());
    format::Array array;
    array.type = format::ElementType::float64;
    array.shape = Shape{static_cast<std::int64_t>(values.size())};
    array.bytes = {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
    const Features answer = predict(*model, features({{golden["input"].text(), array}}));
    CHECK_THAT(get<double>(answer, golden["output"].text()),
               WithinAbs(golden["expected"][row].number(), 1e-11));
  }
}

}  // namespace attune::models
