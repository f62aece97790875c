#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::doubles;
using test::get;
using test::has_code;
using test::Proto;

Proto column(const char* name, std::int64_t size) { return Proto().field(1, name).field(2, size); }

coreml::Model message_of(const std::vector<Proto>& columns) {
  coreml::Model message =
      test::described({test::double_feature("n"), test::doubles_feature("a", {2}),
                       test::int64_dictionary_feature("d")},
                      {test::doubles_feature("y", {6})});
  Proto params;
  for (const Proto& each : columns) params.message(1, each);
  message.set_featurevectorizer(params.bytes());
  return message;
}

Features input(format::Dictionary places) {
  return test::features({{"n", std::int64_t{7}}, {"a", doubles({1, 2})}, {"d", std::move(places)}});
}

std::vector<double> y_of(const coreml::Model& message, const Features& features) {
  return test::numbers_of(get<format::Array>(test::predict(*test::make(message), features), "y"));
}
}  // namespace

TEST_CASE("feature vectorizer: numbers, arrays and sparse vectors in the list's order",
          "[models]") {
  const coreml::Model message = message_of({column("a", 2), column("n", 1), column("d", 3)});
  CHECK(y_of(message, input({{std::int64_t{2}, 9}})) == std::vector<double>{1, 2, 7, 0, 0, 9});
  CHECK(y_of(message, input({})) == std::vector<double>{1, 2, 7, 0, 0, 0});
}

TEST_CASE("feature vectorizer: refuses examples that do not fit", "[models]") {
  const coreml::Model message = message_of({column("a", 2), column("n", 1), column("d", 3)});
  CHECK_THROWS_MATCHES(y_of(message, input({{std::int64_t{3}, 9}})), Error,
                       has_code(ErrorCode::bad_example, "the key 3, which is no place among 3"));
  CHECK_THROWS_MATCHES(y_of(message, input({{std::int64_t{-1}, 9}})), Error,
                       has_code(ErrorCode::bad_example, "the key -1"));
  CHECK_THROWS_MATCHES(y_of(message, input({{std::string("x"), 9}})), Error,
                       has_code(ErrorCode::bad_example, "the key 'x'"));
  CHECK_THROWS_MATCHES(y_of(message, test::features({{"a", doubles({1, 2, 3})}})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers"));
}

TEST_CASE("feature vectorizer: refuses columns that do not fit", "[models][rules]") {
  CHECK_REFUSED(message_of({column("z", 1)}), "'z', which is no input");
  CHECK_REFUSED(message_of({column("d", 0)}), "takes no number of feature 'd'");
  for (const std::int64_t size : {std::int64_t{1} << 40, std::int64_t{-1}}) {
    CHECK_THROWS_MATCHES(test::make(message_of({column("d", 5), column("d", size)})), Error,
                         has_code(ErrorCode::model_too_large, "16777216"));
  }
}

}  // namespace attune::models
