#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using format::Sequence;
using test::ask;
using test::get;
using test::has_code;
using test::Proto;

Proto entry(const char* key, std::int64_t value) {
  return Proto().message(1, Proto().field(1, key).field(2, value));
}
// "a" is 1, "b" is 2; the first entry for "a" has no say.
Proto to_integers() {
  return Proto().message(1, entry("a", 9)).message(1, entry("b", 2)).message(1, entry("a", 1));
}
Proto to_strings() {
  return Proto().message(2, Proto().message(1, Proto().field(1, -7).field(2, "minus seven")));
}

coreml::Model message_of(const Proto& params, const coreml::FeatureDescription& x,
                         const coreml::FeatureDescription& y) {
  coreml::Model message = test::described({x}, {y});
  message.set_categoricalmapping(params.bytes());
  return message;
}

coreml::Model of_strings(const Proto& params) {
  return message_of(params, test::string_feature("x"), test::int64_feature("y"));
}
coreml::Model of_sequences(const Proto& params) {
  return message_of(params, test::sequence_feature("x", true), test::sequence_feature("y", false));
}
}  // namespace

TEST_CASE("categorical mapping: strings to integers, integers to strings", "[models]") {
  CHECK(get<std::int64_t>(ask(of_strings(to_integers()), std::string("a")), "y") == 1);
  CHECK(get<std::int64_t>(ask(of_strings(to_integers()), std::string("b")), "y") == 2);
  const coreml::Model message =
      message_of(to_strings(), test::int64_feature("x"), test::string_feature("y"));
  CHECK(get<std::string>(ask(message, std::int64_t{-7}), "y") == "minus seven");
  CHECK(get<std::string>(ask(message, -7.0), "y") == "minus seven");
}

TEST_CASE("categorical mapping: sequences keep their length", "[models]") {
  const Sequence x = {std::string("b"), std::string("a"), std::string("b")};
  CHECK(get<Sequence>(ask(of_sequences(to_integers()), x), "y") ==
        Sequence{std::int64_t{2}, std::int64_t{1}, std::int64_t{2}});
  CHECK(get<Sequence>(ask(of_sequences(to_integers()), Sequence{}), "y").empty());
}

TEST_CASE("categorical mapping: unknown values have a value, or are refused", "[models]") {
  CHECK(get<std::int64_t>(ask(of_strings(to_integers().field(102, 0)), std::string("z")), "y") ==
        0);
  CHECK_THROWS_MATCHES(ask(of_strings(to_integers()), std::string("z")), Error,
                       has_code(ErrorCode::bad_example, "holds 'z', which the model"));
  CHECK_THROWS_MATCHES(ask(of_strings(to_integers().field(102, 0)), 1.0), Error,
                       has_code(ErrorCode::bad_example, "must be strings, got a number"));
  CHECK_THROWS_MATCHES(ask(of_sequences(to_integers()), std::string("a")), Error,
                       has_code(ErrorCode::bad_example, "must be a sequence of strings"));
  CHECK_THROWS_MATCHES(ask(of_strings(to_integers()), Sequence{std::string("a")}), Error,
                       has_code(ErrorCode::bad_example, "got a sequence"));
}

TEST_CASE("categorical mapping: refuses types that do not fit its table", "[models][rules]") {
  CHECK_REFUSED(of_strings({}), "no table");
  CHECK_REFUSED(of_strings(to_strings()), "makes strings of integers");
  CHECK_REFUSED(of_strings(to_integers().field(101, "x")), "unknown values with one of another");
  CHECK_REFUSED(
      message_of(to_integers(), test::sequence_feature("x", true), test::int64_feature("y")),
      "have other types");
  CHECK_REFUSED(message_of(to_integers(), test::sequence_feature("x", false),
                           test::sequence_feature("y", false)),
                "have other types");
}

}  // namespace attune::models
