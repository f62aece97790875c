#include "models/network_features.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "format/wire.h"
#include "kernels/image.h"

namespace attune::models {
namespace {
using coreml::FeatureType;
using format::Array;
using format::ElementType;

constexpr int kGrayscale = 10, kRgb = 20, kBgr = 30;
constexpr int kDouble = 65600, kInt32 = 131104;  // ArrayFeatureType.dataType

// What a feature declares; a number is an array of one.
FlexibleShape declared(const coreml::FeatureDescription& feature) {
  const FeatureType& type = feature.type();
  switch (type.Type_case()) {
    case FeatureType::kImageType:
      return FlexibleShape(type.imagetype());
    case FeatureType::kMultiArrayType:
      return FlexibleShape(type.multiarraytype());
    case FeatureType::kDoubleType:
    case FeatureType::kInt64Type:
      return FlexibleShape(Shape{1});
    default:
      fail(ErrorCode::model_invalid, InFeature{feature.name()},
           " is neither an image nor an array: a network cannot take it");
  }
}
}  // namespace

NetworkInput::NetworkInput(const coreml::FeatureDescription& description,
                           const coreml::NeuralNetwork& network)
    : description_(&description),
      allowed_(declared(description)),
      rank5_((description.type().has_imagetype() ? network.imageinputshapemapping()
                                                 : network.arrayinputshapemapping()) == 0) {
  const FeatureType& type = description.type();
  const Shape& outer = allowed_.usual();
  if (type.has_imagetype()) {
    const int space = type.imagetype().colorspace();
    if (space != kGrayscale && space != kRgb && space != kBgr) {
      fail(ErrorCode::unsupported, InFeature{name()}, " is an image in color space ", space,
           ", which is not supported yet");
    }
    if (outer.size() == 0) {
      fail(ErrorCode::model_invalid, InFeature{name()}, " is an image of ", outer[1], " by ",
           outer[0], " pixels");
    }
  } else if (outer.size() == 0) {
    fail(ErrorCode::model_invalid, InFeature{name()}, " has the empty shape ", outer);
  }
  shape_ = inner_shape(outer);
  for (const coreml::NeuralNetworkPreprocessing& preprocessing : network.preprocessing()) {
    const bool ours = preprocessing.featurename() == name() || preprocessing.featurename().empty();
    if (!ours || !type.has_imagetype()) continue;
    if (preprocessing.has_scaler()) scaler_ = &preprocessing;
    if (preprocessing.has_meanimage())
      mean_image_ = format::Message(preprocessing.meanimage()).numbers(1);
  }
  if (mean_image_ && mean_image_->size() != static_cast<std::size_t>(shape_.size())) {
    fail(ErrorCode::model_invalid, InFeature{name()}, ": its mean image has ", mean_image_->size(),
         " values; the image has ", shape_.size());
  }
}

// A shape that the feature allows, as the layers see it.
Shape NetworkInput::inner_shape(const Shape& outer) const {
  if (description_->type().has_imagetype()) {
    const std::int64_t channels =
        description_->type().imagetype().colorspace() == kGrayscale ? 1 : 3;
    if (rank5_) return {1, 1, channels, outer[0], outer[1]};
    return {1, channels, outer[0], outer[1]};
  }
  if (!rank5_ || outer.rank() == 5) return outer;
  if (outer.rank() == 1) return {1, 1, outer[0], 1, 1};
  if (outer.rank() == 3) return {1, 1, outer[0], outer[1], outer[2]};
  fail(ErrorCode::model_invalid, InFeature{name()}, " has shape ", outer,
       "; a network with rank-5 mapping takes arrays of 1 or 3 axes");
}

Shape NetworkInput::shape_for(const format::FeatureValue& value) const {
  if (description_->type().has_imagetype()) {
    const format::Image& image = image_in(value);
    const Shape size{image.height, image.width};
    return !mean_image_ && allowed_.allows(size) ? inner_shape(size) : shape_;
  }
  const Shape& usual = allowed_.usual();
  if (const auto* array = std::get_if<Array>(&value)) {
    const Shape& got = array->shape;
    if (allowed_.allows(got)) return inner_shape(got);
    // [Seq, Batch, C] or [Seq, Batch, C, 1, 1] for [C], [Seq, Batch, C, H, W] for [C, H, W].
    if (rank5_ && got.rank() >= 3 && got.size() > 0) {
      const bool vector =
          usual.rank() == 1 && (got.rank() == 3 || (got.rank() == 5 && got[3] == 1 && got[4] == 1));
      const bool image = usual.rank() == 3 && got.rank() == 5;
      if ((vector || image) && allowed_.allows(Shape(got.extents().subspan(2, vector ? 1 : 3)))) {
        return {got[0], got[1], got[2], vector ? 1 : got[3], vector ? 1 : got[4]};
      }
    }
    if (got.rank() == 1 && got.size() == usual.size()) return shape_;
    fail(ErrorCode::shape_mismatch, InFeature{name()}, " must have shape ", allowed_, ", got ",
         got);
  }
  const bool number =
      std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
  if (number && usual.size() == 1) return shape_;
  fail(ErrorCode::bad_example, InFeature{name()}, " must be an array of shape ", allowed_, ", got ",
       format::kind_of(value));
}

void NetworkInput::read(const format::FeatureValue& value, const Shape& shape, float* out) const {
  if (description_->type().has_imagetype()) return read_image(image_in(value), shape, out);
  const Shape own = shape_for(value);
  if (own != shape) {
    fail(ErrorCode::shape_mismatch, InFeature{name()}, " has shape ", own, " inside, not ", shape,
         ": training runs at the declared shape");
  }
  if (const auto* array = std::get_if<Array>(&value)) return array->copy_to(out);
  const auto* const integer = std::get_if<std::int64_t>(&value);
  out[0] = integer != nullptr ? static_cast<float>(*integer)
                              : static_cast<float>(std::get<double>(value));
}

const format::Image& NetworkInput::image_in(const format::FeatureValue& value) const {
  const auto* const image = std::get_if<format::Image>(&value);
  if (image == nullptr) {
    fail(ErrorCode::bad_example, InFeature{name()}, " must be an image, got ",
         format::kind_of(value));
  }
  if (image->width < 1 || image->height < 1)
    fail(ErrorCode::bad_example, InFeature{name()}, " is an image without pixels");
  return *image;
}

void NetworkInput::read_image(const format::Image& image, const Shape& shape, float* out) const {
  const int space = description_->type().imagetype().colorspace();
  const auto color = space == kGrayscale ? kernels::ImageColor::grayscale
                     : space == kRgb     ? kernels::ImageColor::rgb
                                         : kernels::ImageColor::bgr;
  const kernels::RgbaImage rgba{reinterpret_cast<const std::uint8_t*>(image.rgba.data()),
                                image.width, image.height,
                                static_cast<kernels::ImageFit>(image.fit), image.background};
  kernels::image_to_planes(rgba, color, shape[-1], shape[-2], out);

  const std::int64_t pixels = shape[-1] * shape[-2];
  if (mean_image_) {
    for (std::size_t i = 0; i < mean_image_->size(); ++i) out[i] -= (*mean_image_)[i];
  }
  if (scaler_ == nullptr) return;
  const coreml::NeuralNetworkImageScaler& scaler = scaler_->scaler();
  for (std::int64_t channel = 0; channel < shape[-3]; ++channel) {
    const bool first = channel == 0;
    const float bias = space == kGrayscale          ? scaler.graybias()
                       : channel == 1               ? scaler.greenbias()
                       : (first == (space == kRgb)) ? scaler.redbias()
                                                    : scaler.bluebias();
    for (float& pixel : std::span(out + channel * pixels, static_cast<std::size_t>(pixels))) {
      pixel = scaler.channelscale() * pixel + bias;
    }
  }
}

void read_array(std::string_view feature, const format::FeatureValue& value, const Shape& declared,
                float* out) {
  if (const auto* number = std::get_if<double>(&value); number != nullptr && declared.size() == 1) {
    out[0] = static_cast<float>(*number);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value);
             integer != nullptr && declared.size() == 1) {
    out[0] = static_cast<float>(*integer);
  } else if (const auto* array = std::get_if<Array>(&value)) {
    const bool flat = array->shape.rank() == 1 && array->shape.size() == declared.size();
    if (array->shape != declared && !flat) {
      fail(ErrorCode::shape_mismatch, InFeature{feature}, " must have shape ", declared, ", got ",
           array->shape);
    }
    array->copy_to(out);
  } else {
    fail(ErrorCode::bad_example, InFeature{feature}, " must be an array of shape ", declared,
         ", got ", format::kind_of(value));
  }
}

format::FeatureValue make_output(const coreml::FeatureDescription& description,
                                 std::span<const float> values, const Shape& shape, bool squeeze) {
  const FeatureType& type = description.type();
  if (type.Type_case() == FeatureType::kDoubleType && !values.empty())
    return static_cast<double>(values.front());
  if (type.Type_case() == FeatureType::kInt64Type && !values.empty()) {
    const float value = values.front();
    return value == value ? static_cast<std::int64_t>(std::clamp(value, -9e15F, 9e15F))
                          : std::int64_t{0};
  }
  const int data_type = type.multiarraytype().datatype();
  const ElementType element = data_type == kDouble  ? ElementType::float64
                              : data_type == kInt32 ? ElementType::int32
                                                    : ElementType::float32;
  Shape outer = shape;
  const auto& declared = type.multiarraytype().shape();
  const std::vector<std::int64_t> extents(declared.begin(), declared.end());
  const bool flexible = type.multiarraytype().ShapeFlexibility_case() !=
                        coreml::ArrayFeatureType::SHAPEFLEXIBILITY_NOT_SET;
  if (!extents.empty() && !flexible && Shape(extents).size() == shape.size()) {
    outer = Shape(extents);
  } else if (squeeze && shape.rank() == 5) {
    // [Seq, Batch, C, H, W]: a plain vector has only C, an image C, H and W.
    const bool vector = shape[3] == 1 && shape[4] == 1;
    if (shape[0] == 1 && shape[1] == 1)
      outer = vector ? Shape{shape[2]} : Shape{shape[2], shape[3], shape[4]};
  }
  // Some files call probabilities INT32: rounding them away would lose everything.
  const bool whole =
      std::ranges::all_of(values, [](float value) { return value == std::trunc(value); });
  return Array::copy_of({values.begin(), values.end()}, outer,
                        element == ElementType::int32 && !whole ? ElementType::float32 : element);
}

std::vector<format::Label> class_labels(const coreml::NeuralNetwork& network) {
  std::vector<format::Label> labels;
  for (const std::string& label : network.stringclasslabels().vector()) labels.emplace_back(label);
  for (const std::int64_t label : network.int64classlabels().vector()) labels.emplace_back(label);
  return labels;
}

}  // namespace attune::models
