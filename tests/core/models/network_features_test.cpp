#include "models/network_features.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/matchers.h"
#include "support/network_builder.h"

namespace attune::test {
namespace {
using coreml::FeatureDescription;
using coreml::NeuralNetwork;
using models::NetworkInput;

constexpr int kGray = 10, kRgb = 20, kBgr = 30;

NeuralNetwork mapped(int arrays, int images = 0) {
  NeuralNetwork network;
  network.set_arrayinputshapemapping(arrays);
  network.set_imageinputshapemapping(images);
  return network;
}

Shape shape_of(const FeatureDescription& feature, const NeuralNetwork& network) {
  return NetworkInput(feature, network).shape();
}

FeatureDescription image_feature(int color, std::int64_t width = 1, std::int64_t height = 1) {
  FeatureDescription feature;
  feature.set_name("photo");
  coreml::ImageFeatureType& type = *feature.mutable_type()->mutable_imagetype();
  type.set_width(width);
  type.set_height(height);
  type.set_colorspace(color);
  return feature;
}

FeatureDescription number_feature() {
  FeatureDescription feature;
  feature.set_name("x");
  feature.mutable_type()->set_doubletype("");
  return feature;
}

// Opaque pixels from red, green, blue in turn.
FeatureValue image_of(const std::vector<int>& colors, std::int64_t width, std::int64_t height) {
  auto pixels = std::make_shared<std::string>();
  for (std::size_t i = 0; i < colors.size(); ++i) {
    pixels->push_back(static_cast<char>(colors[i]));
    if (i % 3 == 2) pixels->push_back('\xFF');
  }
  return format::Image{.width = width, .height = height, .rgba = *pixels, .owner = pixels};
}

std::vector<float> read(const FeatureDescription& feature, const NeuralNetwork& network,
                        const FeatureValue& value) {
  const NetworkInput input(feature, network);
  std::vector<float> out(static_cast<std::size_t>(input.shape().size()), -1);
  input.read(value, out.data());
  return out;
}

coreml::NeuralNetworkImageScaler& add_scaler(NeuralNetwork& network,
                                             std::string_view feature = "photo") {
  coreml::NeuralNetworkPreprocessing& preprocessing = *network.add_preprocessing();
  preprocessing.set_featurename(std::string(feature));
  coreml::NeuralNetworkImageScaler& scaler = *preprocessing.mutable_scaler();
  scaler.set_channelscale(2);
  scaler.set_redbias(1000);
  scaler.set_greenbias(2000);
  scaler.set_bluebias(3000);
  scaler.set_graybias(4000);
  return scaler;
}

// --- shapes ---

TEST_CASE(
    "network inputs: rank-5 mapping puts one axis at the channels, three at channels, height and "
    "width",
    "[models]") {
  CHECK(shape_of(array_feature("x", {3}), mapped(0)) == Shape{1, 1, 3, 1, 1});
  CHECK(shape_of(array_feature("x", {2, 4, 5}), mapped(0)) == Shape{1, 1, 2, 4, 5});
  CHECK(shape_of(array_feature("x", {6, 1, 2, 4, 5}), mapped(0)) == Shape{6, 1, 2, 4, 5});
  CHECK(shape_of(number_feature(), mapped(0)) == Shape{1, 1, 1, 1, 1});
}

TEST_CASE("network inputs: rank-5 mapping refuses two or four axes", "[models]") {
  const std::vector<std::vector<std::int64_t>> shapes = {{2, 3}, {1, 2, 3, 4}, {}};
  for (const std::vector<std::int64_t>& shape : shapes) {
    CHECK_THROWS_MATCHES(shape_of(array_feature("x", shape), mapped(0)), Error,
                         has_code(ErrorCode::model_invalid, "feature 'x'"));
  }
}

TEST_CASE("network inputs: exact mapping keeps the declared shape", "[models]") {
  CHECK(shape_of(array_feature("x", {3}), mapped(1)) == Shape{3});
  CHECK(shape_of(array_feature("x", {2, 3}), mapped(1)) == Shape{2, 3});
  CHECK(shape_of(array_feature("x", {1, 2, 3, 4}), mapped(1)) == Shape{1, 2, 3, 4});
  CHECK(shape_of(int64_feature("x"), mapped(1)) == Shape{1});
}

TEST_CASE("network inputs: an image has its own mapping, rank 5 or rank 4", "[models]") {
  CHECK(shape_of(image_feature(kRgb, 5, 4), mapped(1, 0)) == Shape{1, 1, 3, 4, 5});
  CHECK(shape_of(image_feature(kGray, 5, 4), mapped(0, 0)) == Shape{1, 1, 1, 4, 5});
  CHECK(shape_of(image_feature(kBgr, 5, 4), mapped(0, 1)) == Shape{1, 3, 4, 5});
  CHECK(shape_of(image_feature(kGray, 5, 4), mapped(1, 1)) == Shape{1, 1, 4, 5});
}

TEST_CASE(
    "network inputs: a shape that varies counts as the first, or the smallest, that is allowed",
    "[models]") {
  FeatureDescription feature = array_feature("x", {});
  const auto shape = [](const std::vector<std::int64_t>& extents) {
    return Proto().packed(1, extents);
  };
  feature.mutable_type()->mutable_multiarraytype()->set_enumeratedshapes(
      Proto().message(1, shape({2, 7})).message(1, shape({2, 9})).bytes());
  CHECK(shape_of(feature, mapped(1)) == Shape{2, 7});
  const auto range = [](std::int64_t least, std::int64_t most) {
    return Proto().field(1, least).field(2, most);
  };
  feature.mutable_type()->mutable_multiarraytype()->set_shaperange(
      Proto().message(1, range(3, 3)).message(1, range(0, -1)).message(1, range(5, 50)).bytes());
  CHECK(shape_of(feature, mapped(1)) == Shape{3, 1, 5});
}

TEST_CASE("network inputs: what a network cannot take is refused by name", "[models]") {
  CHECK_THROWS_MATCHES(shape_of(string_feature("word"), mapped(0)), Error,
                       has_code(ErrorCode::model_invalid, "feature 'word'"));
  CHECK_THROWS_MATCHES(shape_of(image_feature(40), mapped(0)), Error,
                       has_code(ErrorCode::unsupported, "feature 'photo'"));
  CHECK_THROWS_MATCHES(shape_of(image_feature(kRgb, 0, 4), mapped(0)), Error,
                       has_code(ErrorCode::model_invalid, "0 by 4"));
  CHECK_THROWS_MATCHES(shape_of(array_feature("x", {-3}), mapped(0)), Error,
                       has_code(ErrorCode::model_invalid));
}

// --- arrays ---

TEST_CASE("network inputs: an array of any element type is read as floats", "[models]") {
  for (const auto type :
       {format::ElementType::float32, format::ElementType::float64, format::ElementType::int32}) {
    const FeatureValue value = array_of({1, -2, 3}, Shape{3}, type);
    CHECK_THAT(read(array_feature("x", {3}), mapped(0), value), EqualsBits({1, -2, 3}));
  }
}

TEST_CASE("network inputs: a flat array of as many numbers fits, another shape does not",
          "[models]") {
  const FeatureDescription feature = array_feature("x", {2, 1, 2});
  CHECK_THAT(read(feature, mapped(0), array_of({1, 2, 3, 4}, Shape{2, 1, 2})),
             EqualsBits({1, 2, 3, 4}));
  CHECK_THAT(read(feature, mapped(0), array_of({1, 2, 3, 4})), EqualsBits({1, 2, 3, 4}));
  CHECK_THROWS_MATCHES(
      read(feature, mapped(0), array_of({1, 2, 3, 4}, Shape{2, 2})), Error,
      has_code(ErrorCode::shape_mismatch, "feature 'x' must have shape [2, 1, 2], got [2, 2]"));
  CHECK_THROWS_MATCHES(read(feature, mapped(0), array_of({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "got [3]"));
}

TEST_CASE("network inputs: a number stands for an array of one", "[models]") {
  CHECK_THAT(read(array_feature("x", {1}), mapped(0), 2.5), EqualsBits({2.5F}));
  CHECK_THAT(read(array_feature("x", {1}), mapped(0), std::int64_t{-2}), EqualsBits({-2}));
  CHECK_THAT(read(number_feature(), mapped(0), 2.5), EqualsBits({2.5F}));
  CHECK_THROWS_MATCHES(read(array_feature("x", {2}), mapped(0), 2.5), Error,
                       has_code(ErrorCode::bad_example, "got a number"));
}

TEST_CASE("network inputs: a value of another kind is refused", "[models]") {
  CHECK_THROWS_MATCHES(
      read(array_feature("x", {3}), mapped(0), std::string("three")), Error,
      has_code(ErrorCode::bad_example, "feature 'x' must be an array of shape [3], got a string"));
  CHECK_THROWS_MATCHES(read(array_feature("x", {3}), mapped(0), image_of({1, 2, 3}, 1, 1)), Error,
                       has_code(ErrorCode::bad_example, "got an image"));
  CHECK_THROWS_MATCHES(
      read(image_feature(kRgb), mapped(0), array_of({1, 2, 3})), Error,
      has_code(ErrorCode::bad_example, "feature 'photo' must be an image, got an array"));
}

// --- shapes of values ---

Shape shape_for(const FeatureDescription& feature, const NeuralNetwork& network,
                const FeatureValue& value) {
  return NetworkInput(feature, network).shape_for(value);
}

FeatureValue array_shaped(const Shape& shape) {
  return array_of(std::vector<float>(static_cast<std::size_t>(shape.size())), shape);
}

TEST_CASE("network inputs: a value runs at its own shape where the description allows it",
          "[models]") {
  FeatureDescription feature = array_feature("x", {3, 5, 4});
  const auto range = [](std::int64_t least, std::int64_t most) {
    return Proto().field(1, least).field(2, most);
  };
  feature.mutable_type()->mutable_multiarraytype()->set_shaperange(
      Proto().message(1, range(3, 3)).message(1, range(2, 8)).message(1, range(1, -1)).bytes());
  CHECK(shape_for(feature, mapped(1), array_shaped({3, 8, 90})) == Shape{3, 8, 90});
  CHECK(shape_for(feature, mapped(0), array_shaped({3, 8, 90})) == Shape{1, 1, 3, 8, 90});
  CHECK(shape_for(feature, mapped(1), array_shaped({60})) == Shape{3, 5, 4});
  CHECK_THROWS_MATCHES(
      shape_for(feature, mapped(1), array_shaped({3, 9, 4})), Error,
      has_code(ErrorCode::shape_mismatch,
               "feature 'x' must have shape [3, 2 to 8, 1 or more], got [3, 9, 4]"));
  CHECK_THROWS_MATCHES(shape_for(feature, mapped(1), array_shaped({61})), Error,
                       has_code(ErrorCode::shape_mismatch));
}

TEST_CASE("network inputs: with rank-5 mapping Seq and Batch may come with the value", "[models]") {
  const FeatureDescription vector = array_feature("x", {4}), planes = array_feature("x", {2, 3, 4});
  CHECK(shape_for(vector, mapped(0), array_shaped({6, 2, 4})) == Shape{6, 2, 4, 1, 1});
  CHECK(shape_for(vector, mapped(0), array_shaped({6, 2, 4, 1, 1})) == Shape{6, 2, 4, 1, 1});
  CHECK(shape_for(planes, mapped(0), array_shaped({6, 1, 2, 3, 4})) == Shape{6, 1, 2, 3, 4});
  for (const Shape& shape : {Shape{6, 2, 5}, Shape{6, 4}, Shape{6, 2, 4, 1, 2}, Shape{6, 0, 4}}) {
    CHECK_THROWS_MATCHES(shape_for(vector, mapped(0), array_shaped(shape)), Error,
                         has_code(ErrorCode::shape_mismatch));
  }
  CHECK_THROWS_MATCHES(shape_for(planes, mapped(0), array_shaped({1, 1, 2, 4, 3})), Error,
                       has_code(ErrorCode::shape_mismatch));
  CHECK_THROWS_MATCHES(shape_for(vector, mapped(1), array_shaped({6, 2, 4})), Error,
                       has_code(ErrorCode::shape_mismatch));
}

TEST_CASE("network inputs: an image keeps a size that is allowed, any other is made to fit",
          "[models]") {
  FeatureDescription feature = image_feature(kGray, 2, 1);
  feature.mutable_type()->mutable_imagetype()->set_enumeratedsizes(
      Proto()
          .message(1, Proto().field(1, 2).field(2, 1))
          .message(1, Proto().field(1, 1).field(2, 1))
          .bytes());
  const FeatureValue one = image_of({30, 30, 30}, 1, 1),
                     three = image_of({30, 30, 30, 30, 30, 30, 30, 30, 30}, 1, 3);
  CHECK(shape_for(feature, mapped(0), one) == Shape{1, 1, 1, 1, 1});
  CHECK(shape_for(feature, mapped(0, 1), one) == Shape{1, 1, 1, 1});
  CHECK(shape_for(feature, mapped(0), three) == Shape{1, 1, 1, 1, 2});
  CHECK_THAT(read(feature, mapped(0), one), EqualsNear({30, 30}));
  const NetworkInput input(feature, mapped(0));
  float pixel = 0;
  input.read(one, Shape{1, 1, 1, 1, 1}, &pixel);
  CHECK_THAT(std::vector<float>{pixel}, EqualsNear({30}));
}

TEST_CASE("network inputs: with a mean image only the declared size is its own", "[models]") {
  FeatureDescription feature = image_feature(kGray, 2, 1);
  feature.mutable_type()->mutable_imagetype()->set_imagesizerange(
      Proto()
          .message(1, Proto().field(1, 1).field(2, -1))
          .message(2, Proto().field(1, 1).field(2, -1))
          .bytes());
  NeuralNetwork network = mapped(0);
  const FeatureValue one = image_of({30, 30, 30}, 1, 1);
  CHECK(shape_for(feature, network, one) == Shape{1, 1, 1, 1, 1});
  coreml::NeuralNetworkPreprocessing& preprocessing = *network.add_preprocessing();
  preprocessing.set_featurename("photo");
  preprocessing.set_meanimage(Proto().packed_floats(1, {1, 1}).bytes());
  CHECK(shape_for(feature, network, one) == Shape{1, 1, 1, 1, 2});
}

TEST_CASE("network inputs: where the shape is fixed a value of another one is refused",
          "[models]") {
  FeatureDescription feature = array_feature("x", {2});
  feature.mutable_type()->mutable_multiarraytype()->set_shaperange(
      Proto().message(1, Proto().field(1, 1).field(2, 5)).bytes());
  CHECK_THROWS_MATCHES(read(feature, mapped(1), array_of({1, 2, 3})), Error,
                       has_code(ErrorCode::shape_mismatch, "training runs at the declared shape"));
  CHECK_THAT(read(feature, mapped(1), array_of({1, 2})), EqualsBits({1, 2}));
}

// --- images ---

TEST_CASE("network inputs: an image becomes planes in the order that the feature states",
          "[models]") {
  const FeatureValue image = image_of({10, 20, 30, 40, 50, 60}, 2, 1);
  CHECK_THAT(read(image_feature(kRgb, 2, 1), mapped(0), image),
             EqualsBits({10, 40, 20, 50, 30, 60}));
  CHECK_THAT(read(image_feature(kBgr, 2, 1), mapped(0), image),
             EqualsBits({30, 60, 20, 50, 10, 40}));
  CHECK_THAT(read(image_feature(kGray, 2, 1), mapped(0), image), EqualsNear({18.15F, 48.15F}));
}

TEST_CASE("network inputs: a scaler's biases follow the colours, not the planes", "[models]") {
  NeuralNetwork network = mapped(0);
  add_scaler(network);
  const FeatureValue image = image_of({10, 20, 30}, 1, 1);
  CHECK_THAT(read(image_feature(kRgb), network, image), EqualsBits({1020, 2040, 3060}));
  CHECK_THAT(read(image_feature(kBgr), network, image), EqualsBits({3060, 2040, 1020}));
  CHECK_THAT(read(image_feature(kGray), network, image), EqualsNear({4036.3F}));
}

TEST_CASE("network inputs: a scale that is absent is 0, as the format says", "[models]") {
  NeuralNetwork network = mapped(0);
  add_scaler(network).clear_channelscale();
  CHECK_THAT(read(image_feature(kRgb), network, image_of({10, 20, 30}, 1, 1)),
             EqualsBits({1000, 2000, 3000}));
}

TEST_CASE(
    "network inputs: a scaler without a name is for every image, one of another feature for none",
    "[models]") {
  const FeatureValue image = image_of({10, 20, 30}, 1, 1);
  NeuralNetwork network = mapped(0);
  add_scaler(network, "drawing");
  CHECK_THAT(read(image_feature(kRgb), network, image), EqualsBits({10, 20, 30}));
  add_scaler(network, "");
  CHECK_THAT(read(image_feature(kRgb), network, image), EqualsBits({1020, 2040, 3060}));
}

TEST_CASE("network inputs: a mean image is subtracted plane by plane, before any scale",
          "[models]") {
  NeuralNetwork network = mapped(0);
  network.add_preprocessing()->set_meanimage(Proto().packed_floats(1, {1, 2, 3, 4, 5, 6}).bytes());
  const FeatureValue image = image_of({10, 20, 30, 40, 50, 60}, 2, 1);
  CHECK_THAT(read(image_feature(kRgb, 2, 1), network, image), EqualsBits({9, 38, 17, 46, 25, 54}));
  add_scaler(network);
  CHECK_THAT(read(image_feature(kRgb, 2, 1), network, image),
             EqualsBits({1018, 1076, 2034, 2092, 3050, 3108}));
}

TEST_CASE("network inputs: a mean image of another size is refused", "[models]") {
  NeuralNetwork network = mapped(0);
  network.add_preprocessing()->set_meanimage(Proto().packed_floats(1, {1}).bytes());
  CHECK_THROWS_MATCHES(
      shape_of(image_feature(kRgb), network), Error,
      has_code(ErrorCode::model_invalid, "its mean image has 1 values; the image has 3"));
}

TEST_CASE("network inputs: an image of another size is made to fit", "[models]") {
  const FeatureValue image = image_of({10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30}, 2, 2);
  CHECK_THAT(read(image_feature(kRgb), mapped(0), image), EqualsNear({10, 20, 30}));
  CHECK_THAT(read(image_feature(kRgb, 3, 1), mapped(0), image),
             EqualsNear({10, 10, 10, 20, 20, 20, 30, 30, 30}));
}

// --- outputs ---

TEST_CASE("network outputs: an array has the declared shape where it fits, else the squeezed one",
          "[models]") {
  const auto shape = [](const FeatureDescription& feature, const std::vector<float>& values,
                        const Shape& inner, bool rank5) {
    return std::get<format::Array>(models::make_output(feature, values, inner, rank5)).shape;
  };
  CHECK(shape(array_feature("y", {4, 1}), {1, 2, 3, 4}, {1, 1, 4, 1, 1}, true) == Shape{4, 1});
  CHECK(shape(array_feature("y", {}), {1, 2, 3, 4}, {1, 1, 4, 1, 1}, true) == Shape{4});
  CHECK(shape(array_feature("y", {7}), {1, 2, 3, 4}, {1, 1, 1, 2, 2}, true) == Shape{1, 2, 2});
  CHECK(shape(array_feature("y", {}), {1, 2, 3, 4}, {4, 1, 1, 1, 1}, true) == Shape{4, 1, 1, 1, 1});
  CHECK(shape(array_feature("y", {}), {1, 2, 3, 4}, {1, 4, 1}, false) == Shape{1, 4, 1});
}

TEST_CASE(
    "network outputs: an array has the declared element type, unless INT32 would lose a fraction",
    "[models]") {
  FeatureDescription feature = array_feature("y", {2});
  const auto type = [&](int data_type, const std::vector<float>& values) {
    feature.mutable_type()->mutable_multiarraytype()->set_datatype(data_type);
    return std::get<format::Array>(models::make_output(feature, values, {2}, false)).type;
  };
  CHECK(type(65568, {1, 2}) == format::ElementType::float32);
  CHECK(type(65600, {1, 2}) == format::ElementType::float64);
  CHECK(type(131104, {1, 2}) == format::ElementType::int32);
  CHECK(type(131104, {0.25F, 0.75F}) == format::ElementType::float32);
  CHECK(type(65552, {1, 2}) == format::ElementType::float32);  // FLOAT16
}

TEST_CASE("network outputs: a number is a number", "[models]") {
  FeatureDescription feature = number_feature();
  CHECK(std::get<double>(models::make_output(feature, std::vector<float>{2.5F}, {1}, false)) ==
        2.5);
  feature.mutable_type()->set_int64type("");
  CHECK(std::get<std::int64_t>(
            models::make_output(feature, std::vector<float>{2.5F}, {1}, false)) == 2);
}

}  // namespace
}  // namespace attune::test
