#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::ask;
using test::doubles;
using test::get;
using test::has_code;

coreml::Model message_of(const std::vector<std::int64_t>& indices,
                         const coreml::FeatureDescription& y,
                         const std::vector<std::int64_t>& shape = {3}) {
  coreml::Model message = test::described({test::doubles_feature("x", shape)}, {y});
  message.set_arrayfeatureextractor(test::integers(indices).bytes());
  return message;
}
}  // namespace

TEST_CASE("array feature extractor: one number, an integer, or several", "[models]") {
  const format::Array x = doubles({5, 6.5, 7});
  CHECK(get<double>(ask(message_of({1}, test::double_feature("y")), x), "y") == 6.5);
  CHECK(get<std::int64_t>(ask(message_of({2}, test::int64_feature("y")), x), "y") == 7);
  CHECK(test::y_numbers(message_of({2, 0, 2}, test::doubles_feature("y", {3})), x) ==
        std::vector<double>{7, 5, 7});
}

TEST_CASE("array feature extractor: refuses what it cannot answer", "[models][rules]") {
  CHECK_THROWS_MATCHES(ask(message_of({1}, test::int64_feature("y")), doubles({5, 6.5, 7})), Error,
                       has_code(ErrorCode::bad_example, "is an integer"));
  CHECK_THROWS_MATCHES(ask(message_of({1}, test::double_feature("y"), {}), doubles({5})), Error,
                       has_code(ErrorCode::shape_mismatch, "takes number 1"));
  CHECK_THROWS_MATCHES(ask(message_of({-1}, test::double_feature("y")), doubles({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "has 3 numbers"));
  CHECK_REFUSED(message_of({0, 1}, test::double_feature("y")), "2 indices");
  CHECK_REFUSED(message_of({}, test::double_feature("y")), "0 indices");
}

}  // namespace attune::models
