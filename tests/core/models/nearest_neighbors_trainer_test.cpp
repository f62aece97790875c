#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "support/matchers.h"
#include "support/neighbor_models.h"

namespace attune::models {
namespace {
using format::Dictionary;
using test::add_sample;
using test::array_of;
using test::classifier;
using test::example;
using test::features;
using test::get;
using test::has_code;
using test::integer_message;
using test::label_of;
using test::line_message;
using test::make;
using test::nearest_neighbors_message;
using test::number_of_neighbors;
using test::point;
using test::predict;
using test::probabilities_of;
using test::taught;

constexpr std::int64_t kBeyondDouble = 9007199254740993;

// The outputs of several points, bit for bit.
bool answers_alike(const Model& a, const Model& b, const std::vector<std::vector<float>>& points) {
  return std::ranges::all_of(points, [&](const std::vector<float>& at) {
    return label_of(a, at) == label_of(b, at) && probabilities_of(a, at) == probabilities_of(b, at);
  });
}
}  // namespace

TEST_CASE("nearest neighbours: an update appends examples, the model before it stays", "[models]") {
  const auto before = make(line_message());
  const auto after = taught(*before, {example({10}, "c"), example({11}, "c"), example({12}, "c")});
  CHECK(label_of(*before, {11}) == "b");
  CHECK(label_of(*after, {12}) == "c");
  CHECK(probabilities_of(*after, {12}) == Dictionary{{"a", 0.0}, {"b", 1.0 / 3}, {"c", 2.0 / 3}});
  CHECK(probabilities_of(*before, {11}).size() == 2);
}

TEST_CASE("nearest neighbours: learns in one go, without epochs or slices", "[models]") {
  const auto model = make(nearest_neighbors_message(1));
  const auto trainer = model->make_trainer({});
  CHECK_FALSE(trainer->learns_by_gradient());
  CHECK(trainer->count() == 0);
  trainer->add(example({1}, "a"));
  trainer->add(example({2}, "b"));
  CHECK(trainer->count() == 2);
  trainer->truncate(1);
  CHECK(trainer->count() == 1);
  CHECK(probabilities_of(*trainer->snapshot(), {2}) == Dictionary{{"a", 1.0}});
  trainer->truncate(5);
  CHECK(trainer->count() == 1);
}

TEST_CASE("nearest neighbours: a bad example adds nothing", "[models]") {
  const auto trainer = make(nearest_neighbors_message(2))->make_trainer({});
  CHECK_THROWS_MATCHES(trainer->add(example({1}, "a")), Error, has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(trainer->add(point({1, 2})), Error,
                       has_code(ErrorCode::bad_example, "'label' is missing"));
  CHECK_THROWS_MATCHES(trainer->add(features({{"label", std::string("a")}})), Error,
                       has_code(ErrorCode::bad_example, "'point' is missing"));
  CHECK_THROWS_MATCHES(trainer->add(example({1, 2}, 3.0)), Error,
                       has_code(ErrorCode::bad_example, "must be a string"));
  CHECK(trainer->count() == 0);
}

TEST_CASE("nearest neighbours: int64 labels come as integers or whole numbers", "[models]") {
  const auto model = make(integer_message());
  const auto after = taught(*model, {example({1}, kBeyondDouble), example({2}, 5.0)},
                            {{"numberOfNeighbors", std::int64_t{1}}});
  CHECK(get<std::int64_t>(predict(*after, point({1})), "label") == kBeyondDouble);
  CHECK(get<std::int64_t>(predict(*after, point({2})), "label") == 5);
  const auto trainer = model->make_trainer({});
  CHECK_THROWS_MATCHES(trainer->add(example({1}, 5.5)), Error,
                       has_code(ErrorCode::bad_example, "must be an integer"));
  CHECK_THROWS_MATCHES(trainer->add(example({1}, std::string("5"))), Error,
                       has_code(ErrorCode::bad_example));
}

TEST_CASE("nearest neighbours: reads the training inputs that the file lists", "[models]") {
  coreml::Model message = nearest_neighbors_message(1);
  message.mutable_description()->mutable_traininginput(0)->set_name("drawn");
  message.mutable_description()->mutable_traininginput(1)->set_name("meant");
  const auto model = make(message);
  const auto trainer = model->make_trainer({});
  trainer->add(features({{"drawn", array_of({1})}, {"meant", std::string("a")}}));
  CHECK(label_of(*trainer->snapshot(), {1}) == "a");
  // Without a list: the model's own input and its label.
  message.mutable_description()->clear_traininginput();
  const auto plain = make(message)->make_trainer({});
  plain->add(example({1}, "a"));
  CHECK(plain->count() == 1);
}

TEST_CASE("nearest neighbours: only an updatable model can be updated", "[models]") {
  coreml::Model message = nearest_neighbors_message(1);
  message.set_isupdatable(false);
  CHECK_THROWS_MATCHES(make(message)->make_trainer({}), Error, has_code(ErrorCode::not_updatable));
  message.set_isupdatable(true);
  message.set_specificationversion(3);
  CHECK_THROWS_MATCHES(make(message)->make_trainer({}), Error,
                       has_code(ErrorCode::not_updatable, "version 3"));
}

TEST_CASE("nearest neighbours: numberOfNeighbors can be chosen at load and for an update",
          "[models]") {
  const auto model = make(line_message(), {{"numberOfNeighbors", std::int64_t{5}}});
  CHECK(model->parameters().integer("numberOfNeighbors") == 5);
  CHECK(probabilities_of(*model, {11}) == Dictionary{{"a", 0.6}, {"b", 0.4}});
  const auto after = taught(*model, {}, {{"numberOfNeighbors", 1.0}});
  CHECK(after->parameters().integer("numberOfNeighbors") == 1);
  CHECK(probabilities_of(*after, {11}) == Dictionary{{"a", 0.0}, {"b", 1.0}});
  CHECK(taught(*after, {})->parameters().integer("numberOfNeighbors") == 1);
}

TEST_CASE("nearest neighbours: numberOfNeighbors stays within what the file allows", "[models]") {
  for (const std::int64_t bad : {0, 11, -1}) {
    CHECK_THROWS_MATCHES(make(line_message(), {{"numberOfNeighbors", bad}}), Error,
                         has_code(ErrorCode::invalid_parameter));
    CHECK_THROWS_MATCHES(make(line_message())->make_trainer({{"numberOfNeighbors", bad}}), Error,
                         has_code(ErrorCode::invalid_parameter));
  }
  coreml::Model message = line_message();
  for (const std::int64_t allowed : {3, 5})
    number_of_neighbors(message).mutable_set()->add_values(allowed);
  CHECK_NOTHROW(make(message, {{"numberOfNeighbors", std::int64_t{5}}}));
  CHECK_THROWS_MATCHES(make(message, {{"numberOfNeighbors", std::int64_t{4}}}), Error,
                       has_code(ErrorCode::invalid_parameter));
  CHECK_THROWS_MATCHES(make(message, {{"epochs", std::int64_t{4}}}), Error,
                       has_code(ErrorCode::invalid_parameter, "epochs"));
}

TEST_CASE("nearest neighbours: evaluation counts right labels and knows no loss", "[models]") {
  const auto model = make(line_message());
  const std::vector<Features> examples = {example({0}, "a"), example({11}, "b"), example({1}, "b")};
  const Evaluation evaluation = model->evaluate(examples);
  CHECK(evaluation.count == 3);
  CHECK(evaluation.correct == 2);
  CHECK(std::isnan(evaluation.loss_sum));
}

TEST_CASE("nearest neighbours: a written update reads back as the same model", "[models]") {
  coreml::Model message = nearest_neighbors_message(2);
  classifier(message).mutable_inversedistanceweighting();
  const auto base = read_model(message.SerializeAsString());
  const auto once = taught(*base, {example({1, 2}, "a"), example({-1, 5}, "b")});
  const auto twice = taught(*once, {example({3, 3}, "a"), example({0, 0}, "c")});
  const std::vector<std::vector<float>> points = {{0, 0}, {1, 2}, {2, 2.5F}, {-9, 40}};
  const auto again = read_model(write_model(*twice));
  CHECK(answers_alike(*again, *twice, points));
  CHECK(write_model(*again) == write_model(*twice));
  // The file differs in nothing but four samples and four labels.
  coreml::Model copy = again->message();
  classifier(copy).mutable_nearestneighborsindex()->clear_floatsamples();
  classifier(copy).mutable_stringclasslabels()->clear_vector();
  CHECK(copy.SerializeAsString() == message.SerializeAsString());
  CHECK(again->message().knearestneighborsclassifier().stringclasslabels().vector(3) == "c");
}

TEST_CASE("nearest neighbours: an unset label list is written by the first update", "[models]") {
  coreml::Model message = nearest_neighbors_message(1);
  classifier(message).clear_stringclasslabels();
  const auto after = taught(*make(message), {example({1}, "a")});
  CHECK(label_of(*read_model(write_model(*after)), {1}) == "a");
}

TEST_CASE("nearest neighbours: a delta holds what was learned and brings it back", "[models]") {
  const auto base = make(line_message());
  const auto learned = taught(*base, {example({20}, "c"), example({21}, "d")},
                              {{"numberOfNeighbors", std::int64_t{2}}});
  const auto restored = apply_delta(*make(line_message()), write_delta(*learned));
  CHECK(restored->parameters().integer("numberOfNeighbors") == 2);
  CHECK(answers_alike(*restored, *learned, {{0}, {10}, {20.5F}, {30}}));
  CHECK(write_model(*restored) == write_model(*learned));
  CHECK(write_delta(*restored) == write_delta(*learned));
  // Of a model that learned nothing: nothing.
  CHECK(write_model(*apply_delta(*base, write_delta(*base))) == write_model(*base));
}

TEST_CASE("nearest neighbours: a delta with int64 labels", "[models]") {
  const auto learned = taught(*make(integer_message()),
                              {example({1}, kBeyondDouble), example({9}, std::int64_t{-4})});
  const auto restored = apply_delta(*make(integer_message()), write_delta(*learned));
  CHECK(write_model(*restored) == write_model(*learned));
}

TEST_CASE("nearest neighbours: a delta of another model is refused", "[models]") {
  const std::string delta = write_delta(*taught(*make(line_message()), {example({20}, "c")}));
  coreml::Model other = line_message();
  add_sample(other, {5}, "a");
  CHECK_THROWS_MATCHES(apply_delta(*make(other), delta), Error, has_code(ErrorCode::model_invalid));
  CHECK_THROWS_MATCHES(apply_delta(*make(integer_message()), delta), Error,
                       has_code(ErrorCode::model_invalid));
  coreml::Model wider = nearest_neighbors_message(2);
  for (int i = 0; i < 5; ++i) add_sample(wider, {0, 0}, "a");
  CHECK_THROWS_MATCHES(apply_delta(*make(wider), delta), Error, has_code(ErrorCode::model_invalid));
  coreml::Model strict = line_message();
  number_of_neighbors(strict).mutable_set()->add_values(4);
  number_of_neighbors(strict).set_defaultvalue(4);
  CHECK_THROWS_MATCHES(apply_delta(*make(strict), delta), Error,
                       has_code(ErrorCode::model_invalid));
}

TEST_CASE("nearest neighbours: forty updates share what they have in common", "[models]") {
  std::shared_ptr<const Model> model = make(nearest_neighbors_message(2));
  std::vector<std::shared_ptr<const Model>> versions;
  for (int i = 0; i < 40; ++i) {
    model = taught(*model, {example({static_cast<float>(i), 0}, std::to_string(i))},
                   {{"numberOfNeighbors", std::int64_t{1}}});
    versions.push_back(model);
  }
  for (std::size_t i = 0; i < 40; ++i) {
    CHECK(probabilities_of(*versions[i], {1000, 0}).size() == i + 1);
    CHECK(label_of(*versions[i], {1000, 0}) == std::to_string(i));
  }
  // A version outlives those before it.
  versions.clear();
  CHECK(label_of(*model, {7, 0}) == "7");
}

}  // namespace attune::models
