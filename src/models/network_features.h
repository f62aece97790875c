// Between a network's features and its arrays: what the caller's values become inside, and back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "plan/network.h"

namespace attune::models {

/// One input of a network: the description, the shape inside, what is done to an image.
class NetworkInput {
 public:
  /// @throws Error model_invalid, unsupported for a feature that a network cannot take
  NetworkInput(const coreml::FeatureDescription& description, const coreml::NeuralNetwork& network);

  const std::string& name() const { return description_->name(); }
  const coreml::FeatureDescription& description() const { return *description_; }
  bool is_optional() const { return description_->type().isoptional(); }
  /// Of one example, as the layers see it: rank-5 or exact, as the network's mapping says.
  const Shape& shape() const { return shape_; }

  /// Writes one example's value: shape().size() floats.
  /// @throws Error shape_mismatch, bad_example
  void read(const format::FeatureValue& value, float* out) const;

 private:
  void read_image(const format::Image& image, float* out) const;

  const coreml::FeatureDescription* description_;
  const coreml::NeuralNetworkPreprocessing* scaler_ = nullptr;
  const coreml::NeuralNetworkPreprocessing* mean_image_ = nullptr;
  Shape shape_;
};

/// The values of an array feature as floats, checked against the shape that the description
/// declares.
/// @param declared  the declared shape; a flat array of as many numbers fits too
void read_array(std::string_view feature, const format::FeatureValue& value, const Shape& declared,
                float* out);

/// The shape that an array feature declares (the first enumerated one when it declares several).
Shape declared_shape(const coreml::ArrayFeatureType& type);

/// One example's value of a network as the output feature that the description declares.
/// @param squeeze  rank-5 network: drop the axes that the rank-5 mapping added
format::FeatureValue make_output(const coreml::FeatureDescription& description,
                                 std::span<const float> values, const Shape& shape, bool squeeze);

/// A classifier's labels in order, or nothing.
std::vector<format::Label> class_labels(const coreml::NeuralNetwork& network);

}  // namespace attune::models
