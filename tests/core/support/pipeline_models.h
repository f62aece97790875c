// Pipelines for tests, put together as messages.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/neighbor_models.h"

namespace attune::test {

/// y = 2 x + 1, from "from" to "to".
inline coreml::Model doubling_message(const std::string& from, const std::string& to) {
  coreml::Model message = regressor_message({2}, 1);
  *message.mutable_description()->mutable_input(0) = double_feature(from);
  *message.mutable_description()->mutable_output(0) = double_feature(to);
  message.mutable_description()->set_predictedfeaturename(to);
  return message;
}

inline coreml::Model plain_pipeline(const std::vector<coreml::Model>& models) {
  coreml::Model message;
  message.set_specificationversion(1);
  message.mutable_pipeline();
  for (const coreml::Model& model : models) *message.mutable_pipeline()->add_models() = model;
  return message;
}

/// "x" doubled twice is "z"; "y" stands between.
inline coreml::Model chain_message() {
  coreml::Model message = plain_pipeline({doubling_message("x", "y"), doubling_message("y", "z")});
  *message.mutable_description()->add_input() = double_feature("x");
  *message.mutable_description()->add_output() = double_feature("z");
  return message;
}

/// "raw", two numbers, becomes "point" with both swapped; nearest neighbours answer.
inline coreml::Model swapping_message() {
  coreml::Model front = regressor_message({0, 1}, 0);
  add_row(front, {1, 0}, 0);
  *front.mutable_description()->mutable_input(0) = array_feature("raw", {2});
  *front.mutable_description()->mutable_output(0) = array_feature("point", {2});
  front.mutable_description()->set_predictedfeaturename("point");

  coreml::Model last = nearest_neighbors_message(2);
  coreml::Model message;
  message.set_specificationversion(4);
  message.set_isupdatable(true);
  *message.mutable_description() = last.description();
  *message.mutable_description()->mutable_input(0) = array_feature("raw", {2});
  *message.mutable_description()->mutable_traininginput(0) = array_feature("raw", {2});
  *message.mutable_pipelineclassifier()->mutable_pipeline()->add_models() = front;
  *message.mutable_pipelineclassifier()->mutable_pipeline()->add_models() = last;
  return message;
}

inline coreml::Pipeline& parts(coreml::Model& message) {
  return *message.mutable_pipelineclassifier()->mutable_pipeline();
}

inline format::Features raw(std::vector<float> values) {
  return features({{"raw", array_of(std::move(values))}});
}

/// An updatable pipeline around another model, with the same outside.
inline coreml::Model wrapped(const coreml::Model& inner) {
  coreml::Model message;
  message.set_specificationversion(4);
  message.set_isupdatable(inner.isupdatable());
  *message.mutable_description() = inner.description();
  *message.mutable_pipeline()->add_models() = inner;
  return message;
}
}  // namespace attune::test
