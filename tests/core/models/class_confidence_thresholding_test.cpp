#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::array_of;
using test::ask;
using test::get;
using test::has_code;

coreml::Model message_of() {
  coreml::Model message =
      test::described({test::array_feature("x", {3})}, {test::array_feature("y", {2, 3})});
  message.set_classconfidencethresholding("");
  return message;
}
}  // namespace

TEST_CASE("confidence threshold: takes all classes, as the format says", "[models]") {
  const auto y = get<format::Array>(ask(message_of(), array_of({0.5F, 0, 0.25F})), "y");
  CHECK(y.shape == Shape{2, 3});
  CHECK(test::numbers_of(y) == std::vector<double>{0.5, 0, 0.25, 1, 1, 1});
  CHECK_THROWS_MATCHES(ask(message_of(), array_of({1, 2})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 3 numbers, got 2"));
}

TEST_CASE("confidence threshold: reads and answers arrays", "[models][rules]") {
  coreml::Model message = message_of();
  *message.mutable_description()->mutable_output(0) = test::double_feature("y");
  CHECK_REFUSED(message, "whose type does not fit");
}

}  // namespace attune::models
