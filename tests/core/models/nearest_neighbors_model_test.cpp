#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/trainer.h"
#include "support/matchers.h"
#include "support/neighbor_models.h"

namespace attune::models {
namespace {
using Catch::Matchers::WithinAbs;
using format::Dictionary;
using test::add_sample;
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
using test::point;
using test::predict;
using test::probabilities_of;

constexpr std::int64_t kBeyondDouble = 9007199254740993;
}  // namespace

TEST_CASE("nearest neighbours: the label that most of the nearest have wins", "[models]") {
  const auto model = make(line_message());
  CHECK(label_of(*model, {0}) == "a");
  CHECK(label_of(*model, {9}) == "b");
  CHECK(probabilities_of(*model, {0}) == Dictionary{{"a", 1.0}, {"b", 0.0}});
  CHECK(probabilities_of(*model, {9}) == Dictionary{{"a", 1.0 / 3}, {"b", 2.0 / 3}});
}

TEST_CASE("nearest neighbours: inverse distance weighting counts 1/d", "[models]") {
  coreml::Model message = line_message();
  classifier(message).mutable_inversedistanceweighting();
  const auto model = make(message);
  // From 4 the three nearest lie at 2, 1 and 0: 1/2 + 1/3 + 1/4, all a.
  CHECK(probabilities_of(*model, {4}) == Dictionary{{"a", 1.0}, {"b", 0.0}});
  // From 8: 1/2 and 1/3 for b against 1/6 for a.
  const Dictionary mixed = probabilities_of(*model, {8});
  CHECK_THAT(mixed[0].second, WithinAbs(1.0 / 6, 1e-12));
  CHECK_THAT(mixed[1].second, WithinAbs(5.0 / 6, 1e-12));
  CHECK(label_of(*model, {8}) == "b");
}

TEST_CASE("nearest neighbours: at distance 0 those neighbours share all the weight", "[models]") {
  coreml::Model message = line_message();
  classifier(message).mutable_inversedistanceweighting();
  add_sample(message, {10}, "c");
  const auto model = make(message);
  CHECK(probabilities_of(*model, {0}) == Dictionary{{"a", 1.0}, {"b", 0.0}, {"c", 0.0}});
  CHECK(probabilities_of(*model, {10}) == Dictionary{{"a", 0.0}, {"b", 0.5}, {"c", 0.5}});
}

TEST_CASE("nearest neighbours: of equally distant examples the earlier is nearer", "[models]") {
  coreml::Model message = nearest_neighbors_message(1);
  for (const char* label : {"x", "y", "z"}) add_sample(message, {1}, label);
  const auto model = make(message, {{"numberOfNeighbors", std::int64_t{1}}});
  CHECK(label_of(*model, {5}) == "x");
}

TEST_CASE("nearest neighbours: of equal votes the label seen first wins", "[models]") {
  coreml::Model message = nearest_neighbors_message(1);
  add_sample(message, {9}, "late");
  add_sample(message, {3}, "b");
  add_sample(message, {2}, "a");
  add_sample(message, {1}, "a");
  add_sample(message, {4}, "b");
  const auto model = make(message, {{"numberOfNeighbors", std::int64_t{4}}});
  CHECK(label_of(*model, {0}) == "b");
  CHECK(probabilities_of(*model, {0}) == Dictionary{{"late", 0.0}, {"b", 0.5}, {"a", 0.5}});
}

TEST_CASE("nearest neighbours: more neighbours than examples are all examples", "[models]") {
  const auto model = make(line_message(), {{"numberOfNeighbors", std::int64_t{10}}});
  CHECK(probabilities_of(*model, {11}) == Dictionary{{"a", 0.6}, {"b", 0.4}});
}

TEST_CASE("nearest neighbours: without examples the default label is the answer", "[models]") {
  const auto model = make(nearest_neighbors_message(2));
  CHECK(label_of(*model, {1, 2}) == "nobody");
  CHECK(probabilities_of(*model, {1, 2}) == Dictionary{{"nobody", 1.0}});
  CHECK_THROWS_MATCHES(label_of(*model, {1}), Error, has_code(ErrorCode::shape_mismatch));
}

TEST_CASE("nearest neighbours: probabilities sum to 1 for any points", "[models]") {
  coreml::Model message = nearest_neighbors_message(2);
  classifier(message).mutable_inversedistanceweighting();
  const std::vector<float> values = {1e-30F, 1e30F, 0, 1, 3e38F, -3e38F, 1e-45F};
  for (std::size_t i = 0; i < values.size(); ++i)
    add_sample(message, {values[i], 1}, std::string(1, static_cast<char>('a' + i)));
  const auto model = make(message);
  for (const float x : {0.0F, 1e-45F, 1.0F, 1e20F, 3e38F, -3e38F}) {
    double sum = 0;
    for (const auto& [label, probability] : probabilities_of(*model, {x, 0})) sum += probability;
    CHECK_THAT(sum, WithinAbs(1, 1e-12));
  }
}

TEST_CASE("nearest neighbours: int64 labels keep all their bits", "[models]") {
  coreml::Model message = integer_message();
  for (const std::int64_t label : {kBeyondDouble, kBeyondDouble - 1}) {
    classifier(message).mutable_nearestneighborsindex()->add_floatsamples(
        test::Proto().packed_floats(1, {static_cast<float>(label - kBeyondDouble)}).bytes());
    classifier(message).mutable_int64classlabels()->add_vector(label);
  }
  const auto model = make(message, {{"numberOfNeighbors", std::int64_t{1}}});
  const Features answer = predict(*model, point({0}));
  CHECK(get<std::int64_t>(answer, "label") == kBeyondDouble);
  CHECK(get<Dictionary>(answer, "labelProbs") ==
        Dictionary{{kBeyondDouble, 1.0}, {kBeyondDouble - 1, 0.0}});
  CHECK(get<std::int64_t>(predict(*make(integer_message()), point({0})), "label") == -7);
}

TEST_CASE("nearest neighbours: a batch gets the answers that its examples get alone", "[models]") {
  coreml::Model message = line_message();
  classifier(message).mutable_inversedistanceweighting();
  const auto model = make(message);
  std::vector<Features> inputs;
  for (int i = 0; i < 70; ++i) inputs.push_back(point({static_cast<float>(i) / 5}));
  const std::vector<Features> answers = model->predict(inputs);
  REQUIRE(answers.size() == 70);
  for (std::size_t i = 0; i < 70; ++i) {
    CHECK(get<Dictionary>(answers[i], "labelProbs") ==
          get<Dictionary>(predict(*model, inputs[i]), "labelProbs"));
  }
  CHECK(model->predict({}).empty());
}

TEST_CASE("nearest neighbours: takes arrays of any element type and shape with the right count",
          "[models]") {
  coreml::Model message = nearest_neighbors_message(4);
  add_sample(message, {1, 2, 3, 4}, "here");
  classifier(message).mutable_inversedistanceweighting();
  const auto model = make(message);
  for (const auto type :
       {format::ElementType::float32, format::ElementType::float64, format::ElementType::int32}) {
    const auto array = format::Array::copy_of({1, 2, 3, 4}, Shape{2, 1, 2}, type);
    CHECK(get<std::string>(predict(*model, features({{"point", array}})), "label") == "here");
  }
  CHECK_THROWS_MATCHES(label_of(*model, {1, 2, 3}), Error,
                       has_code(ErrorCode::shape_mismatch, "4 numbers"));
  CHECK_THROWS_MATCHES(predict(*model, features({{"point", std::string("1")}})), Error,
                       has_code(ErrorCode::bad_example, "a string"));
  CHECK_THROWS_MATCHES(predict(*model, {}), Error, has_code(ErrorCode::bad_example, "missing"));
}

TEST_CASE("nearest neighbours: one dimension may be a plain number", "[models]") {
  const auto model = make(line_message());
  CHECK(get<std::string>(predict(*model, features({{"point", 10.5}})), "label") == "b");
  CHECK(get<std::string>(predict(*model, features({{"point", std::int64_t{1}}})), "label") == "a");
}

TEST_CASE("nearest neighbours: refuses values that are not finite", "[models]") {
  const auto model = make(line_message());
  for (const float odd : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    CHECK_THROWS_MATCHES(label_of(*model, {odd}), Error,
                         has_code(ErrorCode::bad_example, "not finite"));
    CHECK_THROWS_MATCHES(model->make_trainer({})->add(example({odd}, "a")), Error,
                         has_code(ErrorCode::bad_example));
  }
  // A double that float32 cannot hold.
  CHECK_THROWS_MATCHES(predict(*model, features({{"point", 1e300}})), Error,
                       has_code(ErrorCode::bad_example, "not finite"));
}

}  // namespace attune::models
