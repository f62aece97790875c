#include "models/class_output.h"

#include <algorithm>

#include "base/error.h"
#include "models/values.h"

namespace attune::models {

using coreml::FeatureDescription;
using coreml::FeatureType;
using format::Label;

ClassOutput::ClassOutput(const coreml::ModelDescription& description, std::vector<Label> labels,
                         std::string_view who)
    : description_(description), labels_(std::move(labels)) {
  if (labels_.size() < 2) {
    fail(ErrorCode::model_invalid, who, " has ", labels_.size(), " labels; it needs at least 2");
  }
  const bool strings = std::holds_alternative<std::string>(labels_.front());
  const std::string& name = description.predictedfeaturename();
  if (name.empty()) {
    fail(ErrorCode::model_invalid, who,
         " does not say which output is the label (predictedFeatureName)");
  }
  const FeatureDescription* const label = find_feature(description.output(), name);
  if (label == nullptr) {
    fail(ErrorCode::model_invalid, who, " names ", InFeature{name},
         " as its label, which is not among its outputs");
  }
  if (label->type().Type_case() != (strings ? FeatureType::kStringType : FeatureType::kInt64Type)) {
    fail(ErrorCode::model_invalid, who, " has ", strings ? "string" : "int64",
         " labels; its output ", InFeature{name}, " has another type");
  }
  for (const FeatureDescription& output : description.output()) {
    if (&output == label || output.type().has_dictionarytype() ||
        output.type().has_multiarraytype())
      continue;
    fail(ErrorCode::model_invalid, who, " has the output ", InFeature{output.name()},
         ", which is neither its label nor its probabilities");
  }
}

void ClassOutput::write(std::span<const double> probabilities, std::size_t best,
                        format::Features& features) const {
  for (const FeatureDescription& output : description_.output()) {
    if (output.name() == description_.predictedfeaturename()) {
      features.set(output.name(), label_value(labels_[best]));
    } else if (output.type().has_dictionarytype()) {
      format::Dictionary dictionary;
      for (std::size_t i = 0; i < labels_.size(); ++i)
        dictionary.emplace_back(labels_[i], probabilities[i]);
      features.set(output.name(), std::move(dictionary));
    } else {  // tolerated by the format in place of a dictionary
      features.set(output.name(),
                   array_value(output, {probabilities.begin(), probabilities.end()},
                               Shape{static_cast<std::int64_t>(probabilities.size())}));
    }
  }
}

void ClassOutput::write(std::span<const double> probabilities, format::Features& features) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < probabilities.size(); ++i) {
    if (probabilities[i] > probabilities[best]) best = i;
  }
  write(probabilities, best, features);
}

std::vector<Label> counted_labels(std::size_t count) {
  std::vector<Label> labels;
  for (std::size_t i = 0; i < count; ++i) labels.emplace_back(static_cast<std::int64_t>(i));
  return labels;
}

const FeatureDescription& regressor_output(const coreml::ModelDescription& description,
                                           std::size_t count, std::string_view who) {
  const std::string& name = description.predictedfeaturename();
  if (name.empty()) {
    fail(ErrorCode::model_invalid, who,
         " does not say which output it predicts (predictedFeatureName)");
  }
  const FeatureDescription* const output = find_feature(description.output(), name);
  if (output == nullptr) {
    fail(ErrorCode::model_invalid, who, " predicts ", InFeature{name},
         ", which is not among its outputs");
  }
  const auto type = output->type().Type_case();
  if (type != FeatureType::kDoubleType && type != FeatureType::kMultiArrayType) {
    fail(ErrorCode::model_invalid, who, " predicts ", InFeature{name},
         ", which is neither a number nor an array");
  }
  if (type == FeatureType::kDoubleType && count != 1) {
    fail(ErrorCode::model_invalid, who, " predicts ", count, " numbers; its output ",
         InFeature{name}, " is one number");
  }
  return *output;
}

void write_numbers(const FeatureDescription& output, std::vector<double> numbers,
                   format::Features& features) {
  if (output.type().has_doubletype()) {
    features.set(output.name(), numbers.front());
    return;
  }
  const Shape shape{static_cast<std::int64_t>(numbers.size())};
  features.set(output.name(), array_value(output, std::move(numbers), shape));
}

}  // namespace attune::models
