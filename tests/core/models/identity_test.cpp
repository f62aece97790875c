#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::get;
using test::has_code;

coreml::Model message_of() {
  coreml::Model message =
      test::described({test::string_feature("s"), test::optional(test::double_feature("d"))},
                      {test::double_feature("d"), test::string_feature("s")});
  message.set_identity("");
  return message;
}
}  // namespace

TEST_CASE("identity: answers what it is given, whatever it is", "[models]") {
  const auto model = test::make(message_of());
  const Features answer =
      test::predict(*model, test::features({{"s", std::string("abc")}, {"d", std::int64_t{3}}}));
  CHECK(get<std::string>(answer, "s") == "abc");
  CHECK(get<std::int64_t>(answer, "d") == 3);
  CHECK(test::predict(*model, test::features({{"s", std::string("abc")}})).all().size() == 1);
  CHECK_THROWS_MATCHES(test::predict(*model, {}), Error,
                       has_code(ErrorCode::bad_example, "'s' is missing"));
}

TEST_CASE("identity: refuses an output that is no input", "[models][rules]") {
  coreml::Model message = message_of();
  message.mutable_description()->mutable_output(0)->set_name("e");
  CHECK_THROWS_MATCHES(test::predict(*test::make(message), {}), Error,
                       has_code(ErrorCode::model_invalid, "'e', which is not among its inputs"));
}

}  // namespace attune::models
