#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::doubles;
using test::doubles_feature;
using test::Proto;
using test::y_numbers;

coreml::Model message_of(int norm) {
  coreml::Model message = test::described({doubles_feature("x", {2})}, {doubles_feature("y", {2})});
  message.set_normalizer(Proto().field(1, norm).bytes());
  return message;
}
}  // namespace

TEST_CASE("normalizer: the largest number, the sum of sizes, the root of squares", "[models]") {
  CHECK(y_numbers(message_of(0), doubles({-8, 4})) == std::vector<double>{-2, 1});
  CHECK(y_numbers(message_of(1), doubles({-12, 4})) == std::vector<double>{-0.75, 0.25});
  CHECK(y_numbers(message_of(2), doubles({-3, 4})) == std::vector<double>{-0.6, 0.8});
}

TEST_CASE("normalizer: zeros stay", "[models]") {
  for (const int norm : {0, 1, 2})
    CHECK(y_numbers(message_of(norm), doubles({0, 0})) == std::vector<double>{0, 0});
  CHECK(y_numbers(message_of(2), doubles({})).empty());
}

TEST_CASE("normalizer: refuses another norm, and what is no array", "[models][rules]") {
  CHECK_REFUSED(message_of(3), "unknown norm, 3");
  coreml::Model message = message_of(1);
  *message.mutable_description()->mutable_input(0) = test::double_feature("x");
  CHECK_REFUSED(message, "whose type does not fit");
}

}  // namespace attune::models
