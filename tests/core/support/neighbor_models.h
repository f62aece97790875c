// Nearest-neighbours classifiers for tests, put together as messages, and how to ask them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "support/model_messages.h"

namespace attune::test {

inline coreml::KNearestNeighborsClassifier& classifier(coreml::Model& message) {
  return *message.mutable_knearestneighborsclassifier();
}

inline coreml::Int64Parameter& number_of_neighbors(coreml::Model& message) {
  return *classifier(message).mutable_numberofneighbors();
}

/// An updatable nearest-neighbours classifier without examples: "point" of so many numbers gives
/// "label" and "labelProbs"; the 3 nearest of 1 … 10 vote alike; linear index; string labels,
/// "nobody" by default.
inline coreml::Model nearest_neighbors_message(int dimensions) {
  coreml::Model message;
  message.set_specificationversion(4);
  message.set_isupdatable(true);
  coreml::ModelDescription& description = *message.mutable_description();
  *description.add_input() = array_feature("point", {dimensions});
  *description.add_output() = string_feature("label");
  *description.add_output() = string_dictionary_feature("labelProbs");
  description.set_predictedfeaturename("label");
  description.set_predictedprobabilitiesname("labelProbs");
  *description.add_traininginput() = array_feature("point", {dimensions});
  *description.add_traininginput() = string_feature("label");
  coreml::KNearestNeighborsClassifier& classifier = *message.mutable_knearestneighborsclassifier();
  classifier.mutable_nearestneighborsindex()->set_numberofdimensions(dimensions);
  classifier.mutable_nearestneighborsindex()->mutable_linearindex();
  classifier.mutable_nearestneighborsindex()->mutable_squaredeuclideandistance();
  classifier.mutable_numberofneighbors()->set_defaultvalue(3);
  classifier.mutable_numberofneighbors()->mutable_range()->set_minvalue(1);
  classifier.mutable_numberofneighbors()->mutable_range()->set_maxvalue(10);
  classifier.mutable_stringclasslabels();
  classifier.set_defaultstringlabel("nobody");
  classifier.mutable_uniformweighting();
  return message;
}

inline void add_sample(coreml::Model& message, const std::vector<float>& sample,
                       const std::string& label) {
  coreml::KNearestNeighborsClassifier& classifier = *message.mutable_knearestneighborsclassifier();
  classifier.mutable_nearestneighborsindex()->add_floatsamples(
      Proto().packed_floats(1, sample).bytes());
  classifier.mutable_stringclasslabels()->add_vector(label);
}

/// Two groups on a line: a at 0, 1, 2 and b at 10, 11.
inline coreml::Model line_message() {
  coreml::Model message = nearest_neighbors_message(1);
  for (const float at : {0.0F, 1.0F, 2.0F}) add_sample(message, {at}, "a");
  for (const float at : {10.0F, 11.0F}) add_sample(message, {at}, "b");
  return message;
}

/// One dimension, int64 labels, -7 by default, no examples.
inline coreml::Model integer_message() {
  coreml::Model message = nearest_neighbors_message(1);
  classifier(message).mutable_int64classlabels();
  classifier(message).set_defaultint64label(-7);
  *message.mutable_description()->mutable_output(0) = int64_feature("label");
  *message.mutable_description()->mutable_traininginput(1) = int64_feature("label");
  return message;
}

inline format::Features point(std::vector<float> values) {
  return features({{"point", array_of(std::move(values))}});
}

inline format::Features example(std::vector<float> values, format::FeatureValue label) {
  return features({{"point", array_of(std::move(values))}, {"label", std::move(label)}});
}

inline std::string label_of(const models::Model& model, std::vector<float> values) {
  return get<std::string>(predict(model, point(std::move(values))), "label");
}

inline format::Dictionary probabilities_of(const models::Model& model, std::vector<float> values) {
  return get<format::Dictionary>(predict(model, point(std::move(values))), "labelProbs");
}

}  // namespace attune::test
