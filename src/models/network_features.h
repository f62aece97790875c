// Between a network's features and its arrays: what the caller's values become inside, and back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "models/flexible_shape.h"
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
  /// Of one example, as the layers see it: rank-5 or exact, as the network's mapping says. The one
  /// that is declared; what a value's own shape makes of it is shape_for().
  const Shape& shape() const { return shape_; }
  bool is_flexible() const { return !allowed_.is_fixed(); }
  /// Whether two values may have two shapes inside: a sequence in front of rank 5 counts too.
  bool has_many_shapes() const { return is_flexible() || rank5_; }

  /// The shape inside for one value. Its own, where the description allows it: enumerated shapes,
  /// ranges; with rank-5 mapping also [Seq, Batch] in front of the declared one. A flat array of as
  /// many numbers as shape() has, and a number, fit too.
  /// An image of a size that is allowed keeps it; any other is made to fit the declared one.
  /// @throws Error shape_mismatch "feature 'x' must have shape [2, 7] or [2, 9], got [2, 8]",
  /// bad_example
  Shape shape_for(const format::FeatureValue& value) const;
  /// Writes one example's value: shape.size() floats. An image is made to fit.
  /// @throws Error shape_mismatch when shape_for() the value is another, bad_example
  void read(const format::FeatureValue& value, const Shape& shape, float* out) const;
  void read(const format::FeatureValue& value, float* out) const { read(value, shape_, out); }

 private:
  const format::Image& image_in(const format::FeatureValue& value) const;
  void read_image(const format::Image& image, const Shape& shape, float* out) const;
  Shape inner_shape(const Shape& outer) const;

  const coreml::FeatureDescription* description_;
  FlexibleShape allowed_;  ///< as the feature declares it; of an image [height, width]
  bool rank5_;             ///< the mapping of this feature
  const coreml::NeuralNetworkPreprocessing* scaler_ = nullptr;
  std::optional<std::vector<float>> mean_image_;
  Shape shape_;
};

/// The values of an array feature as floats, checked against the shape that the description
/// declares.
/// @param declared  the declared shape; a flat array of as many numbers fits too
void read_array(std::string_view feature, const format::FeatureValue& value, const Shape& declared,
                float* out);

/// One example's value of a network as the output feature that the description declares.
/// @param squeeze  rank-5 network: drop the axes that the rank-5 mapping added
format::FeatureValue make_output(const coreml::FeatureDescription& description,
                                 std::span<const float> values, const Shape& shape, bool squeeze);

/// A classifier's labels in order, or nothing.
std::vector<format::Label> class_labels(const coreml::NeuralNetwork& network);

}  // namespace attune::models
