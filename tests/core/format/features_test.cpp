#include "format/features.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace attune::format {
namespace {
template <typename T>
Array view_of(ElementType type, const std::vector<T>& values) {
  return {type,
          Shape{static_cast<std::int64_t>(values.size())},
          {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)},
          nullptr};
}
}  // namespace

TEST_CASE("array: reads each element type", "[format]") {
  const std::vector<double> doubles = {0.1, -3};
  const std::vector<std::int32_t> integers = {-2147483647, 5};
  const std::vector<float> floats = {0.5F, 1e30F};
  CHECK(view_of(ElementType::float64, doubles).at(0) == 0.1);
  CHECK(view_of(ElementType::int32, integers).at(0) == -2147483647);
  CHECK(view_of(ElementType::float32, floats).at(1) == static_cast<double>(1e30F));
}

TEST_CASE("array: gives all elements as floats, from any address", "[format]") {
  const double value = 2.5;
  std::string bytes(1 + sizeof(double), '\0');
  std::memcpy(bytes.data() + 1, &value, sizeof(double));
  const Array array{ElementType::float64, Shape{1}, std::string_view(bytes).substr(1), nullptr};
  float out = 0;
  array.copy_to(&out);
  CHECK(out == 2.5F);
  const std::vector<std::int32_t> integers = {7, -8, 9};
  std::vector<float> floats(3);
  view_of(ElementType::int32, integers).copy_to(floats.data());
  CHECK(floats == std::vector<float>{7, -8, 9});
}

TEST_CASE("array: a copy owns its numbers in the type that was asked for", "[format]") {
  const Array doubles = Array::copy_of({1.5F, -2}, Shape{2, 1}, ElementType::float64);
  CHECK(doubles.shape == Shape{2, 1});
  CHECK(doubles.bytes.size() == 16);
  CHECK(doubles.at(0) == 1.5);
  const Array copy = doubles;  // shares, does not copy
  CHECK(copy.bytes.data() == doubles.bytes.data());
}

TEST_CASE("array: floats outside int32 are clamped, not undefined", "[format]") {
  const Array integers =
      Array::copy_of({3e9F, -3e9F, std::nanf(""), 7}, Shape{4}, ElementType::int32);
  CHECK(integers.at(0) == 2147483520);
  CHECK(integers.at(1) == -2147483648.0);
  CHECK(integers.at(2) == 0);
  CHECK(integers.at(3) == 7);
}

TEST_CASE("features: the first value of a name counts", "[format]") {
  Features features;
  features.set("a", 1.0);
  features.set("a", 2.0);
  REQUIRE(features.find("a") != nullptr);
  CHECK(std::get<double>(*features.find("a")) == 1.0);
  CHECK(features.find("b") == nullptr);
  CHECK(features.all().size() == 2);
}

TEST_CASE("as_label: strings, integers and whole numbers are labels", "[format]") {
  CHECK(as_label(std::string("cat")) == Label("cat"));
  CHECK(as_label(std::int64_t{-3}) == Label(std::int64_t{-3}));
  CHECK(as_label(5.0) == Label(std::int64_t{5}));
  CHECK(as_label(-9007199254740992.0) == Label(std::int64_t{-9007199254740992}));
}

TEST_CASE("as_label: other numbers and values are none", "[format]") {
  for (const double number :
       {0.5, std::nan(""), 1e300, 9007199254740994.0, std::numeric_limits<double>::infinity()}) {
    CHECK_FALSE(as_label(number).has_value());
  }
  CHECK_FALSE(as_label(Array::copy_of({1}, Shape{1})).has_value());
  CHECK_FALSE(as_label(Dictionary{}).has_value());
  CHECK_FALSE(as_label(Image{}).has_value());
}

TEST_CASE("labels and values have words for messages", "[format]") {
  CHECK(label_text("cat") == "'cat'");
  CHECK(label_text(std::int64_t{-3}) == "-3");
  CHECK(kind_of(std::int64_t{1}) == "an integer");
  CHECK(kind_of(1.0) == "a number");
  CHECK(kind_of(std::string()) == "a string");
  CHECK(kind_of(Array::copy_of({1, 2}, Shape{1, 2})) == "an array of shape [1, 2]");
  CHECK(kind_of(Image{}) == "an image");
  CHECK(kind_of(Dictionary{}) == "a dictionary");
  CHECK(kind_of(Sequence{}) == "a sequence");
}

TEST_CASE("features: an array of doubles in another type", "[format]") {
  const auto of = [](ElementType type) {
    return Array::of_doubles({0.1, -1e300, 2147483647.0}, Shape{3}, type);
  };
  CHECK(of(ElementType::float64).at(0) == 0.1);
  CHECK(of(ElementType::float32).at(0) == static_cast<double>(0.1F));
  CHECK(of(ElementType::int32).at(0) == 0);
  CHECK(of(ElementType::int32).at(1) == -2147483648.0);
  CHECK(of(ElementType::int32).at(2) == 2147483647.0);
}

}  // namespace attune::format
