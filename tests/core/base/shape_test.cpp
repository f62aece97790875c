#include "base/shape.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <vector>

#include "base/checked.h"
#include "base/tensor.h"
#include "support/matchers.h"

namespace attune::test {
namespace {

TEST_CASE("shape: extents, from the front and from the end", "[base]") {
  const Shape shape{2, 3, 4};
  CHECK(shape.rank() == 3);
  CHECK(shape.size() == 24);
  CHECK(shape[0] == 2);
  CHECK(shape[-1] == 4);
  CHECK(shape[-3] == 2);
  CHECK(shape.size_of(1, 3) == 12);
  CHECK(shape.size_of(1, 1) == 1);
}

TEST_CASE("shape: without axes it has one element, with an empty axis none", "[base]") {
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{}.size() == 1);
  CHECK(Shape{2, 0, 3}.size() == 0);
}

TEST_CASE("shape: one extent changed", "[base]") {
  CHECK(Shape{2, 3}.with(0, 5) == Shape{5, 3});
  CHECK(Shape{2, 3}.with(-1, 5) == Shape{2, 5});
  CHECK(Shape{2, 3}.with(-1, 5).size() == 10);
}

TEST_CASE("shape: equal when all extents are", "[base]") {
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2} != Shape{2, 1});
  CHECK(Shape{} == Shape{});
}

TEST_CASE("shape: refuses what could overflow", "[base]") {
  CHECK(Shape{std::int64_t{1} << 30}.size() == Shape::kMaxSize);
  CHECK_THROWS_MATCHES((Shape{(std::int64_t{1} << 30) + 1}), Error,
                       has_code(ErrorCode::model_too_large));
  CHECK_THROWS_MATCHES((Shape{1 << 16, 1 << 16}), Error,
                       has_code(ErrorCode::model_too_large, "1073741824 elements"));
  // 2^32 * 2^32 is 0 in 64 bits; an empty axis does not hide it.
  CHECK_THROWS_MATCHES((Shape{std::int64_t{1} << 32, std::int64_t{1} << 32}), Error,
                       has_code(ErrorCode::model_too_large));
  CHECK_THROWS_MATCHES((Shape{0, std::int64_t{1} << 40}), Error,
                       has_code(ErrorCode::model_too_large));
  CHECK_THROWS_MATCHES((Shape{2, -1}), Error,
                       has_code(ErrorCode::model_invalid, "negative extent -1"));
  CHECK_THROWS_MATCHES((Shape{1, 1, 1, 1, 1, 1, 1, 1, 1}), Error,
                       has_code(ErrorCode::model_invalid, "9 axes"));
  CHECK_THROWS_MATCHES((Shape{2}.with(0, -2)), Error, has_code(ErrorCode::model_invalid));
}

TEST_CASE("shape: in sentences", "[base]") {
  const std::vector<Shape> shapes = {{1, 28}, {}, {3}};
  CHECK(sentence(shapes[0]) == "[1, 28]");
  CHECK(sentence(shapes[1]) == "[]");
  CHECK(sentence("got ", std::span<const Shape>(shapes)) == "got [1, 28] and [] and [3]");
  CHECK(sentence(std::span<const Shape>()) == "nothing");
}

TEST_CASE("checked: products and sums that do not fit are nothing", "[base]") {
  constexpr std::uint64_t kAll = ~std::uint64_t{0};
  CHECK(checked_multiply(3, 5) == 15);
  CHECK(checked_multiply(kAll, 1) == kAll);
  CHECK_FALSE(checked_multiply(std::uint64_t{1} << 32, std::uint64_t{1} << 32).has_value());
  CHECK(checked_add(kAll - 1, 1) == kAll);
  CHECK_FALSE(checked_add(kAll, 1).has_value());
}

TEST_CASE("tensor: a batch of equal arrays, one after the other", "[base]") {
  std::vector<float> floats(12);
  const Tensor tensor{floats.data(), {2, 3}, 2};
  CHECK(tensor.size() == 12);
  CHECK(tensor.example(1) == floats.data() + 6);
  CHECK(tensor.span().size() == 12);
  CHECK(static_cast<bool>(tensor));
  CHECK_FALSE(static_cast<bool>(Tensor{}));
  const ConstTensor view = tensor;
  CHECK(view.data == floats.data());
}

}  // namespace
}  // namespace attune::test
