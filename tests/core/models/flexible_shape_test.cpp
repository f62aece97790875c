#include "models/flexible_shape.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using coreml::ArrayFeatureType;
using coreml::ImageFeatureType;
using models::FlexibleShape;

Proto shape(const std::vector<std::int64_t>& extents) { return Proto().packed(1, extents); }
Proto range(std::int64_t least, std::int64_t most) {
  return Proto().field(1, least).field(2, most);
}

ArrayFeatureType array_type(const std::vector<std::int64_t>& declared) {
  return array_feature("x", declared).type().multiarraytype();
}
ArrayFeatureType enumerated(const std::vector<std::int64_t>& declared) {
  ArrayFeatureType type = array_type(declared);
  type.set_enumeratedshapes(Proto().message(1, shape({2, 7})).message(1, shape({2, 9})).bytes());
  return type;
}
ArrayFeatureType ranged(const std::vector<std::int64_t>& declared) {
  ArrayFeatureType type = array_type(declared);
  type.set_shaperange(
      Proto().message(1, range(3, 3)).message(1, range(0, -1)).message(1, range(5, 50)).bytes());
  return type;
}

TEST_CASE("flexible shape: without flexibility only the declared shape is allowed", "[models]") {
  const FlexibleShape fixed(array_type({2, 3}));
  CHECK(fixed.usual() == Shape{2, 3});
  CHECK(fixed.allows(Shape{2, 3}));
  CHECK_FALSE(fixed.allows(Shape{3, 2}));
  CHECK_FALSE(fixed.allows(Shape{}));
  CHECK(sentence(fixed) == "[2, 3]");
  CHECK(sentence(FlexibleShape(array_type({}))) == "[]");
  CHECK_FALSE(FlexibleShape(array_type({})).allows(Shape{1}));
}

TEST_CASE("flexible shape: enumerated ones, the first of which is usual", "[models]") {
  const FlexibleShape shapes(enumerated({}));
  CHECK(shapes.usual() == Shape{2, 7});
  CHECK(shapes.allows(Shape{2, 7}));
  CHECK(shapes.allows(Shape{2, 9}));
  CHECK_FALSE(shapes.allows(Shape{2, 8}));
  CHECK(sentence(shapes) == "[2, 7] or [2, 9]");
  CHECK(FlexibleShape(enumerated({2, 9})).usual() == Shape{2, 9});
}

TEST_CASE("flexible shape: a range for each axis, the lower bounds are usual", "[models]") {
  const FlexibleShape shapes(ranged({}));
  CHECK(shapes.usual() == Shape{3, 1, 5});
  CHECK(shapes.allows(Shape{3, 1, 5}));
  CHECK(shapes.allows(Shape{3, 4000, 50}));
  CHECK_FALSE(shapes.allows(Shape{3, 1, 4}));
  CHECK_FALSE(shapes.allows(Shape{3, 1, 51}));
  CHECK_FALSE(shapes.allows(Shape{2, 1, 5}));
  CHECK_FALSE(shapes.allows(Shape{3, 5}));
  CHECK(sentence(shapes) == "[3, 1 or more, 5 to 50]");
  CHECK(FlexibleShape(ranged({3, 2, 9})).usual() == Shape{3, 2, 9});
}

TEST_CASE("flexible shape: an empty array is never allowed", "[models]") {
  CHECK_FALSE(FlexibleShape(ranged({})).allows(Shape{3, 0, 5}));
}

TEST_CASE("flexible shape: an image's sizes are height and width", "[models]") {
  ImageFeatureType type;
  type.set_enumeratedsizes(Proto()
                               .message(1, Proto().field(1, 8).field(2, 4))
                               .message(1, Proto().field(1, 16).field(2, 6))
                               .bytes());
  CHECK(FlexibleShape(type).usual() == Shape{4, 8});
  CHECK(FlexibleShape(type).allows(Shape{6, 16}));
  CHECK_FALSE(FlexibleShape(type).allows(Shape{16, 6}));
  type.set_width(16);
  type.set_height(6);
  CHECK(FlexibleShape(type).usual() == Shape{6, 16});
  type.set_imagesizerange(Proto().message(1, range(8, 64)).message(2, range(4, -1)).bytes());
  CHECK(FlexibleShape(type).usual() == Shape{6, 16});
  CHECK(FlexibleShape(type).allows(Shape{400, 64}));
  CHECK_FALSE(FlexibleShape(type).allows(Shape{4, 65}));
  type.clear_width();
  type.clear_height();
  CHECK(FlexibleShape(type).usual() == Shape{4, 8});
}

TEST_CASE("flexible shape: refuses what is no shape", "[models]") {
  CHECK_THROWS_MATCHES(FlexibleShape(array_type({-3})), Error, has_code(ErrorCode::model_invalid));
  ArrayFeatureType type = array_type({1});
  type.set_enumeratedshapes(Proto().message(1, shape({2, -7})).bytes());
  CHECK_THROWS_MATCHES(FlexibleShape(type), Error, has_code(ErrorCode::model_invalid));
  type.set_enumeratedshapes("\xFF");
  CHECK_THROWS_MATCHES(FlexibleShape(type), Error, has_code(ErrorCode::model_invalid));
}
}  // namespace
}  // namespace attune::test
