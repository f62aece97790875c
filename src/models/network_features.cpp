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

// The rank-5 mapping's view of a declared array: [Seq, Batch, C, H, W].
Shape rank5_shape(std::string_view feature, const Shape& declared) {
  switch (declared.rank()) {
    case 1:
      return {1, 1, declared[0], 1, 1};
    case 3:
      return {1, 1, declared[0], declared[1], declared[2]};
    case 5:
      return declared;
    default:
      fail(ErrorCode::model_invalid, InFeature{feature}, " has shape ", declared,
           "; a network with rank-5 mapping takes arrays of 1 or 3 axes");
  }
}

Shape image_shape(const coreml::ImageFeatureType& type, bool rank5, std::string_view feature) {
  if (type.colorspace() != kGrayscale && type.colorspace() != kRgb && type.colorspace() != kBgr) {
    fail(ErrorCode::unsupported, InFeature{feature}, " is an image in color space ",
         type.colorspace(), ", which is not supported yet");
  }
  if (type.width() < 1 || type.height() < 1) {
    fail(ErrorCode::model_invalid, InFeature{feature}, " is an image of ", type.width(), " by ",
         type.height(), " pixels");
  }
  const std::int64_t channels = type.colorspace() == kGrayscale ? 1 : 3;
  if (rank5) return {1, 1, channels, type.height(), type.width()};
  return {1, channels, type.height(), type.width()};
}
}  // namespace

Shape declared_shape(const coreml::ArrayFeatureType& type) {
  std::vector<std::int64_t> extents(type.shape().begin(), type.shape().end());
  if (extents.empty() && type.has_enumeratedshapes()) {
    const std::vector<format::Message> shapes =
        format::Message(type.enumeratedshapes()).messages(1);
    if (!shapes.empty()) extents = shapes.front().signed_integers(1);
  }
  if (extents.empty() && type.has_shaperange()) {
    for (const format::Message& range : format::Message(type.shaperange()).messages(1)) {
      extents.push_back(std::max<std::int64_t>(1, range.signed_integer(1)));
    }
  }
  return Shape(extents);
}

NetworkInput::NetworkInput(const coreml::FeatureDescription& description,
                           const coreml::NeuralNetwork& network)
    : description_(&description) {
  const FeatureType& type = description.type();
  switch (type.Type_case()) {
    case FeatureType::kImageType:
      shape_ = image_shape(type.imagetype(), network.imageinputshapemapping() == 0, name());
      break;
    case FeatureType::kMultiArrayType: {
      const Shape declared = declared_shape(type.multiarraytype());
      shape_ = network.arrayinputshapemapping() == 0 ? rank5_shape(name(), declared) : declared;
      break;
    }
    case FeatureType::kDoubleType:
    case FeatureType::kInt64Type:
      shape_ = network.arrayinputshapemapping() == 0 ? Shape{1, 1, 1, 1, 1} : Shape{1};
      break;
    default:
      fail(ErrorCode::model_invalid, InFeature{name()},
           " is neither an image nor an array: a network cannot take it");
  }
  for (const coreml::NeuralNetworkPreprocessing& preprocessing : network.preprocessing()) {
    const bool ours = preprocessing.featurename() == name() || preprocessing.featurename().empty();
    if (!ours || !type.has_imagetype()) continue;
    if (preprocessing.has_scaler()) scaler_ = &preprocessing;
    if (preprocessing.has_meanimage()) mean_image_ = &preprocessing;
  }
  if (mean_image_ != nullptr && mean_image_->meanimage().meanimage_size() != shape_.size()) {
    fail(ErrorCode::model_invalid, InFeature{name()}, ": its mean image has ",
         mean_image_->meanimage().meanimage_size(), " values; the image has ", shape_.size());
  }
}

void NetworkInput::read(const format::FeatureValue& value, float* out) const {
  const FeatureType& type = description_->type();
  if (type.has_imagetype()) {
    const auto* const image = std::get_if<format::Image>(&value);
    if (image == nullptr) {
      fail(ErrorCode::bad_example, InFeature{name()}, " must be an image, got ",
           format::kind_of(value));
    }
    return read_image(*image, out);
  }
  read_array(name(), value,
             type.has_multiarraytype() ? declared_shape(type.multiarraytype()) : Shape{1}, out);
}

void NetworkInput::read_image(const format::Image& image, float* out) const {
  if (image.width < 1 || image.height < 1)
    fail(ErrorCode::bad_example, InFeature{name()}, " is an image without pixels");
  const int space = description_->type().imagetype().colorspace();
  const auto color = space == kGrayscale ? kernels::ImageColor::grayscale
                     : space == kRgb     ? kernels::ImageColor::rgb
                                         : kernels::ImageColor::bgr;
  const kernels::RgbaImage rgba{reinterpret_cast<const std::uint8_t*>(image.rgba.data()),
                                image.width, image.height,
                                static_cast<kernels::ImageFit>(image.fit), image.background};
  kernels::image_to_planes(rgba, color, shape_[-1], shape_[-2], out);

  const std::int64_t pixels = shape_[-1] * shape_[-2];
  if (mean_image_ != nullptr) {
    const auto& mean = mean_image_->meanimage().meanimage();
    for (std::int64_t i = 0; i < shape_.size(); ++i) out[i] -= mean[static_cast<int>(i)];
  }
  if (scaler_ == nullptr) return;
  const coreml::NeuralNetworkImageScaler& scaler = scaler_->scaler();
  for (std::int64_t channel = 0; channel < shape_[-3]; ++channel) {
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
  if (!extents.empty() && Shape(extents).size() == shape.size()) {
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
