#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <limits>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::described_regressor;
using test::doubles;
using test::get;
using test::has_code;
using test::Proto;

Proto leaf(int number, std::vector<double> values) {
  Proto node = Proto().field(2, number).field(3, 6);
  for (std::size_t i = 0; i < values.size(); ++i)
    node.message(20, Proto().field(1, static_cast<int>(i)).field(2, values[i]));
  return node;
}

// x[1] <= 3 ? yes : no; what is missing goes to yes.
Proto params(const std::vector<double>& yes, const std::vector<double>& no, int transform = 0) {
  const Proto branch =
      Proto().field(2, 0).field(10, 1).field(11, 3.0).field(12, 1).field(13, 2).field(14, true);
  const Proto trees = Proto()
                          .message(1, branch)
                          .message(1, leaf(1, yes))
                          .message(1, leaf(2, no))
                          .field(2, static_cast<int>(yes.size()));
  return Proto().message(1, trees).field(2, transform);
}

coreml::Model message_of(const Proto& regressor) {
  coreml::Model message = described_regressor(2);
  message.set_treeensembleregressor(regressor.bytes());
  return message;
}
}  // namespace

TEST_CASE("tree regressor: answers a leaf's number", "[models]") {
  const coreml::Model message = message_of(params({-5}, {7.5}));
  CHECK(test::y_number(message, doubles({100, 3})) == -5);
  CHECK(test::y_number(message, doubles({100, 3.5})) == 7.5);
  CHECK(test::y_number(message, doubles({100, std::numeric_limits<double>::quiet_NaN()})) == -5);
}

TEST_CASE("tree regressor: several dimensions answer with an array, transformed", "[models]") {
  coreml::Model message = message_of(params({0, 0}, {1, 2}, 2));
  *message.mutable_description()->mutable_output(0) = test::doubles_feature("y", {2});
  CHECK(test::y_numbers(message, doubles({0, 0})) == std::vector<double>{0.5, 0.5});
  message.set_treeensembleregressor(params({0, 0}, {1, 2}).bytes());
  CHECK(test::y_numbers(message, doubles({0, 4})) == std::vector<double>{1, 2});
}

TEST_CASE("tree regressor: an optional input that is not given is missing", "[models]") {
  coreml::Model message = message_of(params({-5}, {7.5}));
  message.mutable_description()->clear_input();
  *message.mutable_description()->add_input() = test::double_feature("a");
  *message.mutable_description()->add_input() = test::optional(test::int64_feature("b"));
  const auto model = test::make(message);
  CHECK(get<double>(test::predict(*model, test::features({{"a", 1.0}})), "y") == -5);
  CHECK(get<double>(test::predict(*model, test::features({{"a", 1.0}, {"b", 9.0}})), "y") == 7.5);
  CHECK_THROWS_MATCHES(test::predict(*model, test::features({{"b", 1.0}})), Error,
                       has_code(ErrorCode::bad_example, "'a' is missing"));
}

TEST_CASE("tree regressor: inputs of any size must hold what the trees ask for", "[models]") {
  coreml::Model message = message_of(params({-5}, {7.5}));
  *message.mutable_description()->mutable_input(0) = test::doubles_feature("x", {});
  CHECK(test::y_number(message, doubles({1, 2, 3})) == -5);
  CHECK_THROWS_MATCHES(test::y_number(message, doubles({1})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers"));
}

TEST_CASE("tree regressor: refuses what does not fit", "[models][rules]") {
  coreml::Model message = message_of(params({0, 0}, {1, 2}));
  CHECK_REFUSED(message, "is one number");
  message = described_regressor(1);
  message.set_treeensembleregressor(params({1}, {2}).bytes());
  CHECK_REFUSED(message, "branches on number 1 of its inputs, which have 1");
  CHECK_REFUSED(message_of(params({1}, {2}, 9)), "unknown transform");
  CHECK_REFUSED(message_of(Proto()), "no nodes");
  CHECK_THROWS_MATCHES(test::y_number(message_of(params({1}, {2})), doubles({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers in all, got 3"));
}

}  // namespace attune::models
