// Small models, put together as messages.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"
#include "models/model.h"
#include "models/trainer.h"
#include "support/wire_writer.h"

namespace attune::test {

inline constexpr int kFloat32 = 65568, kDouble = 65600;  // ArrayFeatureType.dataType

inline coreml::FeatureDescription array_feature(const std::string& name,
                                                const std::vector<std::int64_t>& shape,
                                                int data_type = kFloat32) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  coreml::ArrayFeatureType& type = *feature.mutable_type()->mutable_multiarraytype();
  type.mutable_shape()->Add(shape.begin(), shape.end());
  type.set_datatype(data_type);
  return feature;
}

inline coreml::FeatureDescription double_feature(const std::string& name) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  feature.mutable_type()->mutable_doubletype();
  return feature;
}

inline coreml::FeatureDescription string_feature(const std::string& name) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  feature.mutable_type()->mutable_stringtype();
  return feature;
}

inline coreml::FeatureDescription int64_feature(const std::string& name) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  feature.mutable_type()->mutable_int64type();
  return feature;
}

inline coreml::FeatureDescription string_dictionary_feature(const std::string& name) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  feature.mutable_type()->mutable_dictionarytype()->mutable_stringkeytype();
  return feature;
}

/// One more row of weights, and its offset, for a linear regressor.
inline void add_row(coreml::Model& message, const std::vector<double>& weights, double offset) {
  message.mutable_glmregressor()->append(
      Proto().message(1, Proto().packed_doubles(1, weights)).packed_doubles(2, {offset}).bytes());
}

/// A linear regressor: "x" of so many numbers gives "y", one number.
inline coreml::Model regressor_message(const std::vector<double>& weights, double offset) {
  coreml::Model message;
  message.set_specificationversion(1);
  *message.mutable_description()->add_input() =
      array_feature("x", {static_cast<std::int64_t>(weights.size())}, kDouble);
  *message.mutable_description()->add_output() = double_feature("y");
  message.mutable_description()->set_predictedfeaturename("y");
  add_row(message, weights, offset);
  return message;
}

inline std::shared_ptr<const models::Model> make(const coreml::Model& message,
                                                 const format::ParameterOverrides& overrides = {}) {
  return models::make_model(std::make_shared<const coreml::Model>(message), overrides);
}

/// An array of one axis.
inline format::Array array_of(std::vector<float> values,
                              format::ElementType type = format::ElementType::float32) {
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return format::Array::copy_of(std::move(values), shape, type);
}

inline format::Features features(std::vector<std::pair<std::string, format::FeatureValue>> values) {
  format::Features features;
  for (auto& [name, value] : values) features.set(std::move(name), std::move(value));
  return features;
}

inline format::Features predict(const models::Model& model, const format::Features& input) {
  return model.predict({&input, 1}).at(0);
}

/// What the model is after learning these examples, when learning is remembering.
inline std::shared_ptr<const models::Model> taught(
    const models::Model& model, const std::vector<format::Features>& examples,
    const format::ParameterOverrides& overrides = {}) {
  const std::unique_ptr<models::Trainer> trainer = model.make_trainer(overrides);
  for (const format::Features& example : examples) trainer->add(example);
  return trainer->snapshot();
}

/// The value of a feature that must be there.
template <typename T>
const T& get(const format::Features& features, std::string_view name) {
  const format::FeatureValue* const value = features.find(name);
  if (value == nullptr) throw std::out_of_range("no feature " + std::string(name));
  return std::get<T>(*value);
}

}  // namespace attune::test
