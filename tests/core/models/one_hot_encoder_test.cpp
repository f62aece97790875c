#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using format::Dictionary;
using test::ask;
using test::get;
using test::has_code;
using test::Proto;
using test::y_numbers;

coreml::Model message_of(const Proto& params, const coreml::FeatureDescription& x,
                         const coreml::FeatureDescription& y) {
  coreml::Model message = test::described({x}, {y});
  message.set_onehotencoder(params.bytes());
  return message;
}

coreml::Model of_strings(const Proto& params) {
  return message_of(params, test::string_feature("x"), test::doubles_feature("y", {3}));
}

Proto colours() { return Proto().message(1, test::strings({"red", "green", "blue"})); }
Proto numbers() { return Proto().message(2, test::integers({5, -1})); }
}  // namespace

TEST_CASE("one-hot encoder: a one at the category's place", "[models]") {
  CHECK(y_numbers(of_strings(colours()), std::string("green")) == std::vector<double>{0, 1, 0});
  const coreml::Model integers =
      message_of(numbers(), test::int64_feature("x"), test::doubles_feature("y", {2}));
  CHECK(y_numbers(integers, std::int64_t{-1}) == std::vector<double>{0, 1});
  CHECK(y_numbers(integers, 5.0) == std::vector<double>{1, 0});  // JavaScript's integers
}

TEST_CASE("one-hot encoder: a sparse answer has one entry", "[models]") {
  const coreml::Model message =
      message_of(colours().field(10, true).field(11, 1), test::string_feature("x"),
                 test::int64_dictionary_feature("y"));
  CHECK(get<Dictionary>(ask(message, std::string("blue")), "y") ==
        Dictionary{{std::int64_t{2}, 1}});
  CHECK(get<Dictionary>(ask(message, std::string("black")), "y").empty());
}

TEST_CASE("one-hot encoder: an unknown category is an error, or zeros", "[models]") {
  CHECK_THROWS_MATCHES(ask(of_strings(colours()), std::string("black")), Error,
                       has_code(ErrorCode::bad_example, "is 'black'"));
  CHECK(y_numbers(of_strings(colours().field(11, 1)), std::string("black")) ==
        std::vector<double>{0, 0, 0});
  CHECK_THROWS_MATCHES(ask(of_strings(colours().field(11, 1)), 1.5), Error,
                       has_code(ErrorCode::bad_example, "must be a string, got a number"));
}

TEST_CASE("one-hot encoder: refuses types that do not fit", "[models][rules]") {
  CHECK_REFUSED(of_strings({}), "no categories");
  CHECK_REFUSED(of_strings(numbers()), "categories of another type");
  CHECK_REFUSED(of_strings(colours().field(10, true)), "a dictionary with integers as keys");
  CHECK_REFUSED(
      message_of(colours(), test::string_feature("x"), test::int64_dictionary_feature("y")),
      "answers an array");
  CHECK_REFUSED(message_of(colours().field(10, true), test::string_feature("x"),
                           test::string_dictionary_feature("y")),
                "has another type");
}

}  // namespace attune::models
