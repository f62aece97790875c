#include "models/fitted_images.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <memory>
#include <string>
#include <vector>

#include "support/matchers.h"

namespace attune::test {
namespace {
using format::Features;

constexpr int kGray = 10, kRgb = 20, kBgr = 30;

// A model that cannot run, but says what it takes.
models::Model taking(int color, std::int64_t width, std::int64_t height) {
  auto message = std::make_shared<coreml::Model>();
  coreml::FeatureDescription& input = *message->mutable_description()->add_input();
  input.set_name("photo");
  coreml::ImageFeatureType& type = *input.mutable_type()->mutable_imagetype();
  type.set_width(width);
  type.set_height(height);
  type.set_colorspace(color);
  return models::Model(std::move(message));
}

Features example(const std::string& name, const std::vector<int>& rgba, std::int64_t width,
                 std::int64_t height) {
  auto pixels = std::make_shared<std::string>(rgba.begin(), rgba.end());
  Features features;
  features.set(name,
               format::Image{.width = width, .height = height, .rgba = *pixels, .owner = pixels});
  features.set("label", std::string("cat"));
  return features;
}

std::vector<int> pixels_of(const Features& features) {
  const auto& image = std::get<format::Image>(*features.find("photo"));
  std::vector<int> pixels;
  for (const char byte : image.rgba) pixels.push_back(static_cast<unsigned char>(byte));
  return pixels;
}
}  // namespace

TEST_CASE("fitted images: two pixels become the one that a model asks for", "[models]") {
  const Features wide = example("photo", {10, 20, 30, 255, 20, 40, 61, 255}, 2, 1);
  const std::vector<Features> fitted = models::fitted_images(taking(kRgb, 1, 1), {&wide, 1});
  CHECK(pixels_of(fitted[0]) == std::vector<int>{15, 30, 46, 255});  // 45.5 rounds up
  CHECK(std::get<std::string>(*fitted[0].find("label")) == "cat");
}

TEST_CASE("fitted images: gray where the model takes gray, and fitting again changes nothing",
          "[models]") {
  const auto model = [] { return taking(kGray, 1, 1); };
  const Features red = example("photo", {255, 0, 0, 255}, 1, 1);
  const std::vector<Features> once = models::fitted_images(model(), {&red, 1});
  CHECK(pixels_of(once[0]) == std::vector<int>{76, 76, 76, 255});
  CHECK(pixels_of(models::fitted_images(model(), once)[0]) == pixels_of(once[0]));
}

TEST_CASE("fitted images: alpha lies over the background, and blue stays blue for bgr",
          "[models]") {
  const Features clear = example("photo", {0, 0, 9, 255, 0, 0, 0, 0}, 2, 1);
  const std::vector<Features> fitted = models::fitted_images(taking(kBgr, 2, 1), {&clear, 1});
  CHECK(pixels_of(fitted[0]) == std::vector<int>{0, 0, 9, 255, 255, 255, 255, 255});
}

TEST_CASE("fitted images: one that the model does not take stays as it is", "[models]") {
  const Features other = example("sketch", {1, 2, 3, 4}, 1, 1);
  const std::vector<Features> fitted = models::fitted_images(taking(kRgb, 5, 5), {&other, 1});
  CHECK(std::get<format::Image>(*fitted[0].find("sketch")).width == 1);
}

TEST_CASE("fitted images: a model of no size refuses", "[models]") {
  const Features one = example("photo", {1, 2, 3, 4}, 1, 1);
  CHECK_THROWS_MATCHES(models::fitted_images(taking(kRgb, 0, 5), {&one, 1}), Error,
                       has_code(ErrorCode::bad_example));
  CHECK_THROWS_MATCHES(models::fitted_images(taking(kRgb, 1 << 20, 5), {&one, 1}), Error,
                       has_code(ErrorCode::bad_example));
}

}  // namespace attune::test
