// What is found out about a model on examples that carry their answers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "format/features.h"

namespace attune::models {

/// One number that a model predicts, over examples: what R^2 and the mean errors are made of.
///   mean, spread   of the wanted values: their mean, the sum of (wanted - mean)^2
///   squared        sum of (got - wanted)^2
///   absolute       sum of |got - wanted|
/// Sums of two blocks merge by Chan's formula: spread = s1 + s2 + (m2 - m1)^2 n1 n2 / (n1 + n2).
struct Residuals {
  double mean = 0, spread = 0, squared = 0, absolute = 0;

  /// @param count  how many examples there are with this one
  void add(double got, double wanted, std::int64_t count);
};

/// Sums over examples, to be added up by whoever sends them in blocks.
struct Evaluation {
  std::int64_t count = 0;
  double loss_sum = 0;  ///< NaN when the model has no loss
  double correct = 0;   ///< NaN when it predicts no label

  /// Of a classifier, an example: the number of its label and of the predicted one in `labels`.
  /// These are the model's labels in its order, then those of examples that it does not know.
  std::vector<format::Label> labels = {};
  std::vector<std::uint32_t> actual = {}, predicted = {};

  /// Of a regressor: for each of its numbers.
  std::vector<Residuals> residuals = {};

  void add_labels(const format::Label& wanted, const format::Label& got);
  void add_numbers(std::span<const double> wanted, std::span<const double> got,
                   std::int64_t number);

 private:
  std::uint32_t number_of(const format::Label& label);
};

}  // namespace attune::models
