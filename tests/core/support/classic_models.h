// Classic models for tests, put together as messages: the description here, the model's own bytes
// with a Proto (wire_writer.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/matchers.h"
#include "support/model_messages.h"
#include "support/wire_writer.h"

namespace attune::test {

inline coreml::FeatureDescription int64_dictionary_feature(const std::string& name) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  feature.mutable_type()->mutable_dictionarytype()->mutable_int64keytype();
  return feature;
}

inline coreml::FeatureDescription sequence_feature(const std::string& name, bool strings) {
  coreml::FeatureDescription feature;
  feature.set_name(name);
  coreml::SequenceFeatureType& type = *feature.mutable_type()->mutable_sequencetype();
  if (strings) {
    type.mutable_stringtype();
  } else {
    type.mutable_int64type();
  }
  return feature;
}

/// An array of doubles.
inline coreml::FeatureDescription doubles_feature(const std::string& name,
                                                  const std::vector<std::int64_t>& shape) {
  return array_feature(name, shape, kDouble);
}

inline coreml::FeatureDescription optional(coreml::FeatureDescription feature) {
  feature.mutable_type()->set_isoptional(true);
  return feature;
}

inline coreml::Model described(const std::vector<coreml::FeatureDescription>& inputs,
                               const std::vector<coreml::FeatureDescription>& outputs) {
  coreml::Model message;
  message.set_specificationversion(1);
  for (const auto& input : inputs) *message.mutable_description()->add_input() = input;
  for (const auto& output : outputs) *message.mutable_description()->add_output() = output;
  return message;
}

/// Reads "x" of so many numbers, predicts "y", one number.
inline coreml::Model described_regressor(std::int64_t width) {
  coreml::Model message = described({doubles_feature("x", {width})}, {double_feature("y")});
  message.mutable_description()->set_predictedfeaturename("y");
  return message;
}

/// Reads "x" of so many numbers, answers "label", a string, and "p".
inline coreml::Model described_classifier(std::int64_t width) {
  coreml::Model message = described({doubles_feature("x", {width})},
                                    {string_feature("label"), string_dictionary_feature("p")});
  message.mutable_description()->set_predictedfeaturename("label");
  message.mutable_description()->set_predictedprobabilitiesname("p");
  return message;
}

/// A StringVector or Int64Vector.
inline Proto strings(const std::vector<std::string>& values) {
  Proto vector;
  for (const std::string& value : values) vector.field(1, std::string_view(value));
  return vector;
}
inline Proto integers(const std::vector<std::int64_t>& values) { return Proto().packed(1, values); }

inline format::Array doubles(std::vector<double> values) {
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return format::Array::of_doubles(std::move(values), shape);
}

inline std::vector<double> numbers_of(const format::Array& array) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < array.shape.size(); ++i)
    values.push_back(array.at(static_cast<std::size_t>(i)));
  return values;
}

/// What the model answers for "x".
inline format::Features ask(const coreml::Model& message, format::FeatureValue x) {
  return predict(*make(message), features({{"x", std::move(x)}}));
}
inline double y_number(const coreml::Model& message, format::FeatureValue x) {
  return get<double>(ask(message, std::move(x)), "y");
}
inline std::vector<double> y_numbers(const coreml::Model& message, format::FeatureValue x) {
  return numbers_of(get<format::Array>(ask(message, std::move(x)), "y"));
}
/// The values of "p", in its order.
inline std::vector<double> probabilities(const format::Features& answer) {
  std::vector<double> values;
  for (const auto& [label, value] : get<format::Dictionary>(answer, "p")) values.push_back(value);
  return values;
}

}  // namespace attune::test

/// Making the model is refused.
#define CHECK_REFUSED(message, part)                               \
  CHECK_THROWS_MATCHES(attune::test::make(message), attune::Error, \
                       attune::test::has_code(attune::ErrorCode::model_invalid, part))
