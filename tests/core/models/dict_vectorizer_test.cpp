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

coreml::Model message_of(const Proto& params, const coreml::FeatureDescription& y,
                         bool strings = true) {
  coreml::Model message = test::described(
      {strings ? test::string_dictionary_feature("x") : test::int64_dictionary_feature("x")}, {y});
  message.set_dictvectorizer(params.bytes());
  return message;
}

Proto keys() { return Proto().message(1, test::strings({"a", "c", "b", "z"})); }
}  // namespace

TEST_CASE("dictionary vectorizer: the format's own example", "[models]") {
  const Dictionary x = {{std::string("a"), 4}, {std::string("c"), 8}};
  CHECK(test::y_numbers(message_of(keys(), test::doubles_feature("y", {4})), x) ==
        std::vector<double>{4, 8, 0, 0});
}

TEST_CASE("dictionary vectorizer: a sparse answer names places", "[models]") {
  const coreml::Model message = message_of(keys(), test::int64_dictionary_feature("y"));
  CHECK(get<Dictionary>(ask(message, Dictionary{{std::string("z"), 5}}), "y") ==
        Dictionary{{std::int64_t{3}, 5}});
}

TEST_CASE("dictionary vectorizer: integers as keys", "[models]") {
  const coreml::Model message = message_of(Proto().message(2, test::integers({-7, 1LL << 60})),
                                           test::doubles_feature("y", {2}), false);
  CHECK(test::y_numbers(message, Dictionary{{std::int64_t{1} << 60, 2}}) ==
        std::vector<double>{0, 2});
}

TEST_CASE("dictionary vectorizer: refuses what it does not know", "[models][rules]") {
  const coreml::Model message = message_of(keys(), test::doubles_feature("y", {4}));
  CHECK_THROWS_MATCHES(ask(message, Dictionary{{std::string("q"), 1}}), Error,
                       has_code(ErrorCode::bad_example, "the key 'q'"));
  CHECK_THROWS_MATCHES(ask(message, 1.0), Error,
                       has_code(ErrorCode::bad_example, "must be a dictionary, got a number"));
  CHECK_REFUSED(message_of({}, test::doubles_feature("y", {})), "no keys");
  CHECK_REFUSED(message_of(keys(), test::doubles_feature("y", {4}), false),
                "keys of another type than feature 'x'");
  CHECK_REFUSED(message_of(keys(), test::string_dictionary_feature("y")), "strings as keys");
  CHECK_REFUSED(message_of(keys(), test::double_feature("y")), "whose type does not fit");
}

}  // namespace attune::models
