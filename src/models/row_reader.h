// All inputs of a model as one row of numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coreml/model.pb.h"
#include "format/features.h"

namespace attune::models {

class RowReader {
 public:
  /// @param who  "the tree ensemble", for the sentence
  /// @throws Error model_invalid for an input that is neither a number nor an array
  RowReader(const coreml::ModelDescription& description, std::string_view who);

  /// How many numbers the inputs declare in all; -1 where any number may come.
  std::int64_t width() const { return width_; }
  /// The numbers of an example in the order of the description.
  /// @throws Error bad_example; shape_mismatch when there are not `wanted` numbers
  std::vector<double> read(const format::Features& features, std::size_t wanted) const;
  /// As many numbers as the inputs declare; where that is unknown, `least` or more.
  /// @param missing_is_nan  stands for each number of an optional input that is missing
  std::vector<double> read_at_least(const format::Features& features, std::size_t least,
                                    bool missing_is_nan = false) const;

 private:
  [[noreturn]] void refuse_count(std::size_t wanted, std::size_t got) const;

  const coreml::ModelDescription& description_;
  std::int64_t width_ = 0;
};

}  // namespace attune::models
