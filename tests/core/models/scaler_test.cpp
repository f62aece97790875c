#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <vector>

#include "support/classic_models.h"

namespace attune::models {
namespace {
using test::array_of;
using test::ask;
using test::described;
using test::doubles;
using test::doubles_feature;
using test::get;
using test::has_code;
using test::Proto;
using test::y_numbers;

coreml::Model message_of(const Proto& scaler, const coreml::FeatureDescription& x,
                         const coreml::FeatureDescription& y) {
  coreml::Model message = described({x}, {y});
  message.set_scaler(scaler.bytes());
  return message;
}

coreml::Model of_arrays(const Proto& scaler) {
  return message_of(scaler, doubles_feature("x", {3}), doubles_feature("y", {3}));
}
}  // namespace

TEST_CASE("scaler: shifts, then scales, each number by its own or all by one", "[models]") {
  const Proto each = Proto().packed_doubles(1, {1, 2, 3}).packed_doubles(2, {10, 100, -1});
  CHECK(y_numbers(of_arrays(each), doubles({1, 1, 1})) == std::vector<double>{20, 300, -4});
  CHECK(y_numbers(of_arrays(Proto().field(1, -1.0).field(2, 2.0)), doubles({1, 2, 3})) ==
        std::vector<double>{0, 2, 4});
}

TEST_CASE("scaler: without values numbers stay as they are", "[models]") {
  CHECK(y_numbers(of_arrays({}), doubles({1, 2, 3})) == std::vector<double>{1, 2, 3});
}

TEST_CASE("scaler: numbers and integers", "[models]") {
  const Proto half = Proto().field(2, 0.5);
  const auto number = [&](const coreml::FeatureDescription& x, const coreml::FeatureDescription& y,
                          format::FeatureValue value) {
    return *ask(message_of(half, x, y), std::move(value)).find("y");
  };
  CHECK(std::get<double>(number(test::double_feature("x"), test::double_feature("y"), 3.0)) == 1.5);
  CHECK(std::get<double>(
            number(test::int64_feature("x"), test::double_feature("y"), std::int64_t{3})) == 1.5);
  CHECK(std::get<std::int64_t>(
            number(test::int64_feature("x"), test::int64_feature("y"), std::int64_t{4})) == 2);
  CHECK_THROWS_MATCHES(
      number(test::int64_feature("x"), test::int64_feature("y"), std::int64_t{3}), Error,
      has_code(ErrorCode::bad_example, "is an integer; this example makes it 1.5"));
}

TEST_CASE("scaler: an array keeps its shape and has the type that the output declares",
          "[models]") {
  const coreml::Model message =
      message_of(Proto().field(1, 0.5), test::array_feature("x", {}), test::array_feature("y", {}));
  const auto y = get<format::Array>(
      ask(message, format::Array::copy_of({1, 2}, Shape{1, 2}, format::ElementType::int32)), "y");
  CHECK(y.shape == Shape{1, 2});
  CHECK(y.type == format::ElementType::float32);
  CHECK(y.at(1) == 2.5);
}

TEST_CASE("scaler: refuses examples and files that do not fit", "[models][rules]") {
  CHECK_REFUSED(of_arrays(Proto().packed_doubles(1, {1, 2})), "2 values for 3 numbers");
  CHECK_REFUSED(message_of({}, doubles_feature("x", {1}), test::double_feature("y")),
                "makes a number of an array");
  CHECK_REFUSED(message_of({}, test::string_feature("x"), test::double_feature("y")),
                "whose type does not fit");
  coreml::Model message = described({}, {test::double_feature("y")});
  message.set_scaler("");
  CHECK_REFUSED(message, "has one input; its description names 0");
  const coreml::Model free = message_of(Proto().packed_doubles(2, {1, 2}), doubles_feature("x", {}),
                                        doubles_feature("y", {}));
  CHECK_THROWS_MATCHES(ask(free, doubles({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "must hold 2 numbers, got 3"));
  CHECK_THROWS_MATCHES(ask(free, std::string("1")), Error,
                       has_code(ErrorCode::bad_example, "a string"));
}

}  // namespace attune::models
