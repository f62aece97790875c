#include "surgery/stored_examples.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <string>

#include "support/matchers.h"
#include "support/neighbor_models.h"
#include "support/pipeline_models.h"

namespace attune::surgery {
namespace {
using test::get;
using test::has_code;

// "a:0 a:1 b:10", label and first number of each.
std::string listed(const models::Model& model) {
  std::string text;
  for (const format::Features& example : stored_examples(model)) {
    const auto& array = get<format::Array>(example, "vector");
    const format::FeatureValue& label = *example.find("label");
    if (!text.empty()) text += " ";
    text += std::holds_alternative<std::string>(label)
                ? std::get<std::string>(label)
                : std::to_string(std::get<std::int64_t>(label));
    text += ":" + std::to_string(static_cast<int>(array.at(0)));
  }
  return text;
}

std::shared_ptr<const models::Model> reread(const models::Model& model) {
  return models::read_model(models::write_model(model));
}
}  // namespace

TEST_CASE("stored examples: listed with those that were learned", "[surgery]") {
  const auto model = test::make(test::line_message());
  CHECK(listed(*model) == "a:0 a:1 a:2 b:10 b:11");
  const auto taught = test::taught(*model, {test::example({5}, std::string("c"))});
  CHECK(listed(*taught) == "a:0 a:1 a:2 b:10 b:11 c:5");
  CHECK(stored_examples(*test::make(test::nearest_neighbors_message(2))).empty());
}

TEST_CASE("stored examples: removed and relabelled, in the file's part and the learned one",
          "[surgery]") {
  const auto base = test::make(test::line_message());
  const auto taught = test::taught(*base, {test::example({5}, std::string("c"))});
  const auto edited =
      with_examples(*taught, {.remove = {5, 1}, .relabel = {{3, std::string("z")}}});
  CHECK(listed(*edited) == "a:0 a:2 z:10 b:11");
  CHECK(listed(*taught) == "a:0 a:1 a:2 b:10 b:11 c:5");
  CHECK(test::label_of(*edited, {10}) != "c");
  CHECK(listed(*reread(*edited)) == "a:0 a:2 z:10 b:11");
  // As if it had been so from the start.
  coreml::Model message = test::nearest_neighbors_message(1);
  for (const float at : {0.0F, 2.0F}) test::add_sample(message, {at}, "a");
  test::add_sample(message, {10}, "z");
  test::add_sample(message, {11}, "b");
  CHECK(models::write_model(*edited) == models::write_model(*test::make(message)));

  SECTION("a delta on the same base gives it back") {
    const auto restored = models::apply_delta(*base, models::write_delta(*edited));
    CHECK(models::write_model(*restored) == models::write_model(*edited));
    CHECK(test::probabilities_of(*restored, {1}) == test::probabilities_of(*edited, {1}));
  }
  SECTION("it goes on learning, and can be edited again") {
    const auto more = test::taught(*edited, {test::example({7}, std::string("d"))});
    CHECK(listed(*more) == "a:0 a:2 z:10 b:11 d:7");
    const auto fewer = with_examples(*more, {.remove = {0}, .relabel = {}});
    CHECK(listed(*fewer) == "a:2 z:10 b:11 d:7");
    CHECK(listed(*models::apply_delta(*base, models::write_delta(*fewer))) == "a:2 z:10 b:11 d:7");
  }
}

TEST_CASE("stored examples: nothing is left but the default label", "[surgery]") {
  const auto base = test::make(test::line_message());
  const auto empty = with_examples(*base, {.remove = {0, 1, 2, 3, 4}, .relabel = {}});
  CHECK(listed(*empty).empty());
  CHECK(test::label_of(*empty, {3}) == "nobody");
  CHECK(listed(*reread(*empty)).empty());

  coreml::Model message = test::line_message();
  message.mutable_knearestneighborsclassifier()->clear_defaultstringlabel();
  CHECK_THROWS_MATCHES(
      with_examples(*test::make(message), {.remove = {0, 1, 2, 3, 4}, .relabel = {}}), Error,
      has_code(ErrorCode::invalid_parameter, "no default label"));
}

TEST_CASE("stored examples: integer labels, and those of a pipeline's last model", "[surgery]") {
  const auto integers =
      test::taught(*test::make(test::integer_message()),
                   {test::example({1}, std::int64_t{4}), test::example({2}, std::int64_t{5})});
  CHECK(listed(*with_examples(*integers, {.remove = {0}, .relabel = {{1, std::int64_t{-9}}}})) ==
        "-9:2");

  const auto pipeline = test::make(test::swapping_message());
  const auto taught = test::taught(
      *pipeline, {test::features({{"raw", test::array_of({1, 2})}, {"label", std::string("a")}}),
                  test::features({{"raw", test::array_of({3, 4})}, {"label", std::string("b")}})});
  CHECK(listed(*taught) == "a:2 b:4");
  const auto edited = with_examples(*taught, {.remove = {0}, .relabel = {}});
  CHECK(listed(*edited) == "b:4");
  CHECK(get<std::string>(test::predict(*edited, test::raw({1, 2})), "label") == "b");
}

TEST_CASE("stored examples: refuses what is not there", "[surgery]") {
  const auto model = test::make(test::line_message());
  CHECK_THROWS_MATCHES(with_examples(*model, {.remove = {5}, .relabel = {}}), Error,
                       has_code(ErrorCode::invalid_parameter, "no example 5"));
  CHECK_THROWS_MATCHES(with_examples(*model, {.remove = {}, .relabel = {{9, std::string("a")}}}),
                       Error, has_code(ErrorCode::invalid_parameter, "no example 9"));
  CHECK_THROWS_MATCHES(with_examples(*model, {.remove = {}, .relabel = {{0, std::int64_t{1}}}}),
                       Error, has_code(ErrorCode::invalid_parameter, "strings"));
  CHECK_THROWS_MATCHES(stored_examples(*test::make(test::regressor_message({1}, 0))), Error,
                       has_code(ErrorCode::unsupported, "glmRegressor"));
}

}  // namespace attune::surgery
