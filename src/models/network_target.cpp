#include "models/network_target.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "models/network_features.h"
#include "models/network_model.h"

namespace attune::models {
namespace {
// A vector with a single 1 says the same as an index: some files in the wild hold such targets.
std::optional<std::size_t> one_hot_index(const format::Array& array) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.shape.size()); ++i) {
    const double value = array.at(i);
    if (value == 0) continue;
    if (value != 1 || found) return std::nullopt;
    found = i;
  }
  return found;
}
}  // namespace

std::optional<LossSpec> read_loss(const coreml::NeuralNetwork& network) {
  if (network.updateparams().losslayers_size() == 0) return std::nullopt;
  const coreml::LossLayer& layer = network.updateparams().losslayers(0);
  const losses::LossType* type =
      losses::find_loss_type(static_cast<std::uint32_t>(layer.LossLayerType_case()));
  if (type == nullptr) return std::nullopt;
  const coreml::LossBetween& between = layer.has_categoricalcrossentropylosslayer()
                                           ? layer.categoricalcrossentropylosslayer()
                                           : layer.meansquarederrorlosslayer();
  return LossSpec{type, layer.name(), between.input(), between.target()};
}

TargetReader::TargetReader(const coreml::Model& message, const LossSpec& loss,
                           const Shape& target_shape, std::int64_t classes)
    : target_(loss.target),
      labels_(class_labels(network_of(message))),
      classes_wanted_(loss.type->fused_with_softmax),
      classes_(classes),
      shape_(target_shape),
      declared_(target_shape) {
  if (message.has_neuralnetworkclassifier())
    label_feature_ = message.description().predictedfeaturename();
  for (const coreml::FeatureDescription& input : message.description().traininginput()) {
    if (input.name() != target_ || !input.type().has_multiarraytype() || classes_wanted_) continue;
    const Shape declared = FlexibleShape(input.type().multiarraytype()).usual();
    if (declared.size() == shape_.size()) declared_ = declared;
  }
}

std::optional<std::size_t> TargetReader::class_of(const format::Label& label) const {
  for (std::int64_t i = 0; i < classes_; ++i) {
    const format::Label mine = this->label(i);
    const auto* const number = std::get_if<std::int64_t>(&mine);
    const auto* const text = std::get_if<std::string>(&label);
    if (mine == label || (number != nullptr && text != nullptr && *text == sentence(*number)))
      return static_cast<std::size_t>(i);
  }
  return std::nullopt;
}

format::Label TargetReader::label(std::int64_t index) const {
  if (index < static_cast<std::int64_t>(labels_.size()))
    return labels_[static_cast<std::size_t>(index)];
  return index;
}

void TargetReader::read(const format::Features& example, float* out) const {
  if (const format::FeatureValue* value = example.find(target_)) {
    if (classes_wanted_) {
      *out = class_index(target_, *value, target_ == label_feature_);
    } else {
      read_array(target_, *value, declared_, out);
    }
    return;
  }
  const format::FeatureValue* const label =
      label_feature_.empty() ? nullptr : example.find(label_feature_);
  if (label == nullptr || !classes_wanted_) {
    fail(ErrorCode::bad_example,
         InFeature{label_feature_.empty() || !classes_wanted_ ? target_ : label_feature_},
         " is missing: a training example holds what the model should answer");
  }
  *out = class_index(label_feature_, *label, true);
}

// Exact in a float: a network has far fewer than 2^24 classes.
float TargetReader::class_index(std::string_view feature, const format::FeatureValue& value,
                                bool is_label) const {
  if (is_label) {
    const std::optional<format::Label> label = format::as_label(value);
    const auto found = label ? std::ranges::find(labels_, *label) : labels_.end();
    if (found == labels_.end()) {
      fail(ErrorCode::bad_example, InFeature{feature}, ": ",
           label ? format::label_text(*label) : format::kind_of(value),
           " is not one of the model's ", labels_.size(), " labels");
    }
    return static_cast<float>(found - labels_.begin());
  }
  std::optional<format::Label> index = format::as_label(value);
  if (const auto* array = std::get_if<format::Array>(&value)) {
    if (array->shape.size() == 1) {
      index = format::as_label(array->at(0));
    } else if (array->shape.size() == classes_) {
      if (const auto hot = one_hot_index(*array)) index = static_cast<std::int64_t>(*hot);
    }
  }
  const auto* const number = index ? std::get_if<std::int64_t>(&*index) : nullptr;
  if (number == nullptr || *number < 0 || *number >= classes_) {
    fail(ErrorCode::bad_example, InFeature{feature}, " must be a class index from 0 to ",
         classes_ - 1, ", got ", number != nullptr ? sentence(*number) : format::kind_of(value));
  }
  return static_cast<float>(*number);
}

}  // namespace attune::models
