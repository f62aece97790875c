#include "models/fitted_images.h"

#include <algorithm>
#include <string>
#include <utility>

#include "kernels/image.h"

namespace attune::models {
namespace {
constexpr int kGrayscale = 10, kGrayscaleHalf = 40;
constexpr std::int64_t kLargestSide = 1 << 12;

const coreml::ImageFeatureType* image_type(const coreml::ModelDescription& description,
                                           std::string_view name) {
  const auto find = [&](const auto& features) -> const coreml::ImageFeatureType* {
    for (const coreml::FeatureDescription& feature : features) {
      if (feature.name() == name && feature.type().has_imagetype())
        return &feature.type().imagetype();
    }
    return nullptr;
  };
  const coreml::ImageFeatureType* const training = find(description.traininginput());
  return training != nullptr ? training : find(description.input());
}

format::Image fitted(const format::Image& image, const coreml::ImageFeatureType& type,
                     std::string_view name) {
  const auto width = static_cast<std::int64_t>(type.width());
  const auto height = static_cast<std::int64_t>(type.height());
  const auto is_size = [](std::int64_t side) { return side >= 1 && side <= kLargestSide; };
  if (!is_size(width) || !is_size(height) || image.width < 1 || image.height < 1) {
    fail(ErrorCode::bad_example, InFeature{name}, ": an image of ", image.width, " by ",
         image.height, " pixels cannot be kept as one of ", width, " by ", height);
  }
  const bool gray = type.colorspace() == kGrayscale || type.colorspace() == kGrayscaleHalf;
  const auto color = gray ? kernels::ImageColor::grayscale : kernels::ImageColor::rgb;
  const auto size = static_cast<std::size_t>(width * height);
  std::vector<float> planes(size * static_cast<std::size_t>(kernels::image_channels(color)));
  const auto fit = static_cast<kernels::ImageFit>(image.fit);
  const kernels::RgbaImage source{reinterpret_cast<const std::uint8_t*>(image.rgba.data()),
                                  image.width, image.height, fit, image.background};
  kernels::image_to_planes(source, color, width, height, planes.data());

  auto bytes = std::make_shared<std::string>(4 * size, '\xFF');
  for (std::size_t pixel = 0; pixel < size; ++pixel) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value = planes[pixel + (gray ? 0 : channel * size)];
      (*bytes)[4 * pixel + channel] =
          static_cast<char>(static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F));
    }
  }
  const std::string_view view = *bytes;
  return {.width = width,
          .height = height,
          .background = image.background,
          .rgba = view,
          .owner = std::move(bytes)};
}
}  // namespace

std::vector<Features> fitted_images(const Model& model, std::span<const Features> examples) {
  std::vector<Features> result(examples.begin(), examples.end());
  for (Features& example : result) {
    for (auto& [name, value] : example.all()) {
      auto* const image = std::get_if<format::Image>(&value);
      if (image == nullptr) continue;
      const coreml::ImageFeatureType* const type = image_type(model.message().description(), name);
      if (type != nullptr) *image = fitted(*image, *type, name);
    }
  }
  return result;
}

}  // namespace attune::models
