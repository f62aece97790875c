#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using format::Dictionary;
using test::ask;
using test::doubles;
using test::doubles_feature;
using test::get;
using test::has_code;
using test::Proto;
using test::y_number;
using test::y_numbers;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

coreml::Model message_of(const Proto& params, const coreml::FeatureDescription& x,
                         const coreml::FeatureDescription& y) {
  coreml::Model message = test::described({test::optional(x)}, {y});
  message.set_imputer(params.bytes());
  return message;
}

coreml::Model of_numbers(const Proto& params) {
  return message_of(params, test::double_feature("x"), test::double_feature("y"));
}

coreml::Model of_arrays(const Proto& params, const std::vector<std::int64_t>& shape = {3}) {
  return message_of(params, doubles_feature("x", shape), doubles_feature("y", shape));
}

Features nothing(const coreml::Model& message) { return test::predict(*test::make(message), {}); }
}  // namespace

TEST_CASE("imputer: NaN is missing unless the file says what is", "[models]") {
  const coreml::Model plain = of_numbers(Proto().field(1, 2.5));
  CHECK(y_number(plain, kNaN) == 2.5);
  CHECK(y_number(plain, 0.0) == 0);
  CHECK(y_number(plain, std::int64_t{4}) == 4);
  const coreml::Model zero = of_numbers(Proto().field(1, 2.5).field(11, 0.0));
  CHECK(y_number(zero, 0.0) == 2.5);
  CHECK(std::isnan(y_number(zero, kNaN)));
  CHECK(y_number(of_numbers(Proto().field(1, 2.5).field(11, kNaN)), kNaN) == 2.5);
}

TEST_CASE("imputer: what is not given is missing, whatever the type", "[models]") {
  CHECK(get<double>(nothing(of_numbers(Proto().field(1, 2.5).field(11, 0.0))), "y") == 2.5);
  CHECK(get<std::int64_t>(nothing(message_of(Proto().field(2, -3), test::int64_feature("x"),
                                             test::int64_feature("y"))),
                          "y") == -3);
  CHECK(get<std::string>(nothing(message_of(Proto().field(3, "?"), test::string_feature("x"),
                                            test::string_feature("y"))),
                         "y") == "?");
  const std::vector<double> filled = {7, 7, 7};
  CHECK(test::numbers_of(get<format::Array>(nothing(of_arrays(Proto().field(1, 7.0))), "y")) ==
        filled);
}

TEST_CASE("imputer: each number of an array, by one value or its own", "[models]") {
  CHECK(y_numbers(of_arrays(Proto().field(1, 7.0)), doubles({1, kNaN, 3})) ==
        std::vector<double>{1, 7, 3});
  const Proto own = Proto().message(4, Proto().packed_doubles(1, {10, 20, 30}));
  CHECK(y_numbers(of_arrays(own), doubles({kNaN, 2, kNaN})) == std::vector<double>{10, 2, 30});
  const Proto integers = Proto().message(5, test::integers({10, 20, 30})).field(12, -1);
  CHECK(y_numbers(of_arrays(integers), doubles({1, -1, -1})) == std::vector<double>{1, 20, 30});
  CHECK_THROWS_MATCHES(ask(of_arrays(own, {}), doubles({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 3 numbers, got 2"));
}

TEST_CASE("imputer: integers and strings that stand for nothing", "[models]") {
  const coreml::Model integer = message_of(Proto().field(2, 5).field(12, -1),
                                           test::int64_feature("x"), test::int64_feature("y"));
  CHECK(get<std::int64_t>(ask(integer, std::int64_t{-1}), "y") == 5);
  CHECK(get<std::int64_t>(ask(integer, -1.0), "y") == 5);
  CHECK(get<std::int64_t>(ask(integer, std::int64_t{9}), "y") == 9);
  const coreml::Model text = message_of(Proto().field(3, "none").field(13, ""),
                                        test::string_feature("x"), test::string_feature("y"));
  CHECK(get<std::string>(ask(text, std::string()), "y") == "none");
  CHECK(get<std::string>(ask(text, std::string("a")), "y") == "a");
  CHECK_THROWS_MATCHES(ask(text, 1.0), Error,
                       has_code(ErrorCode::bad_example, "must be a string, got a number"));
}

TEST_CASE("imputer: a dictionary that is not given", "[models]") {
  const Proto entries = Proto().message(1, Proto().field(1, "a").field(2, 1.5));
  const coreml::Model message =
      message_of(Proto().message(6, entries), test::string_dictionary_feature("x"),
                 test::string_dictionary_feature("y"));
  CHECK(get<Dictionary>(nothing(message), "y") == Dictionary{{std::string("a"), 1.5}});
  const Dictionary own = {{std::string("b"), 2}};
  CHECK(get<Dictionary>(ask(message, own), "y") == own);
  CHECK_THROWS_MATCHES(ask(message, 1.0), Error,
                       has_code(ErrorCode::bad_example, "must be a dictionary"));
}

TEST_CASE("imputer: refuses values that fit neither its input nor one another", "[models][rules]") {
  CHECK_REFUSED(of_numbers({}), "no imputed value");
  CHECK_REFUSED(of_numbers(Proto().field(2, 1)), "another type than feature 'x'");
  CHECK_REFUSED(of_numbers(Proto().field(1, 1.0).field(12, 1)), "replaces a value of another type");
  CHECK_REFUSED(of_arrays(Proto().message(4, Proto().packed_doubles(1, {1, 2}))),
                "2 imputed values for 3 numbers");
  CHECK_REFUSED(
      message_of(Proto().field(1, 1.0), test::double_feature("x"), test::int64_feature("y")),
      "whose type does not fit");
  CHECK_REFUSED(message_of(Proto().message(7), test::string_dictionary_feature("x"),
                           test::string_dictionary_feature("y")),
                "another type than feature 'x'");
}

}  // namespace attune::models
