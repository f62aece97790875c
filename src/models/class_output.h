// A classifier's outputs: the label and, where the description has them, the probabilities.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"

namespace attune::models {

class ClassOutput {
 public:
  /// @param who  "the linear classifier", for the sentence
  /// @throws Error model_invalid for fewer than 2 labels; when predictedFeatureName is no output of
  /// the labels' type, or an output fits neither the label nor the probabilities
  ClassOutput(const coreml::ModelDescription& description, std::vector<format::Label> labels,
              std::string_view who);

  const std::vector<format::Label>& labels() const { return labels_; }
  /// Needs: one probability a label.
  /// @param best  the place of the label that is answered
  void write(std::span<const double> probabilities, std::size_t best,
             format::Features& output) const;
  /// The most probable label; of equal ones the first.
  void write(std::span<const double> probabilities, format::Features& output) const;

 private:
  const coreml::ModelDescription& description_;
  std::vector<format::Label> labels_;
};

/// 0, 1, … : the labels of a classifier that names none.
std::vector<format::Label> counted_labels(std::size_t count);

/// The output that a regressor predicts (predictedFeatureName): a number, or an array where
/// `arrays` are many numbers.
/// @throws Error model_invalid when there is none, or `count` numbers do not fit its type
const coreml::FeatureDescription& regressor_output(const coreml::ModelDescription& description,
                                                   std::size_t count, std::string_view who);
/// Sets it to as many numbers.
void write_numbers(const coreml::FeatureDescription& output, std::vector<double> numbers,
                   format::Features& features);

}  // namespace attune::models
