// The weights of a linear model: GLMRegressor and GLMClassifier hold them alike.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "format/wire.h"

namespace attune::models {

/// Rows of equal length, and an offset for each.
struct LinearRows {
  std::vector<double> weights, offsets;  ///< rows of `columns`, one after the other
  std::size_t columns = 0;

  /// @throws Error model_invalid for no weights, rows of different length, another number of
  /// offsets
  /// @param who  "the linear regressor", for the sentence
  LinearRows(const format::Message& message, std::string_view who);

  std::size_t count() const { return offsets.size(); }
  /// The row's products with `columns` numbers, added from the first on, the offset last.
  double score(std::size_t row, std::span<const double> x) const;
};

}  // namespace attune::models
