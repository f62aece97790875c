#include "models/row_reader.h"

#include <limits>

#include "base/error.h"
#include "models/values.h"

namespace attune::models {

using coreml::FeatureDescription;
using coreml::FeatureType;
using format::FeatureValue;

RowReader::RowReader(const coreml::ModelDescription& description, std::string_view who)
    : description_(description) {
  for (const FeatureDescription& input : description.input()) {
    const auto type = input.type().Type_case();
    if (type != FeatureType::kDoubleType && type != FeatureType::kInt64Type &&
        type != FeatureType::kMultiArrayType) {
      fail(ErrorCode::model_invalid, who, " cannot read ", InFeature{input.name()},
           ", which is neither a number nor an array");
    }
    const std::int64_t size = declared_size(input);
    width_ = size < 0 || width_ < 0 ? -1 : width_ + size;
  }
}

std::vector<double> RowReader::read(const format::Features& features, std::size_t wanted) const {
  std::vector<double> row;
  for (const FeatureDescription& input : description_.input())
    append_numbers(input.name(), value_of(features, input.name()), row);
  if (row.size() != wanted) refuse_count(wanted, row.size());
  return row;
}

std::vector<double> RowReader::read_at_least(const format::Features& features, std::size_t least,
                                             bool missing_is_nan) const {
  std::vector<double> row;
  for (const FeatureDescription& input : description_.input()) {
    const std::int64_t size = declared_size(input);
    if (missing_is_nan && size >= 0 && input.type().isoptional() &&
        features.find(input.name()) == nullptr) {
      row.insert(row.end(), static_cast<std::size_t>(size),
                 std::numeric_limits<double>::quiet_NaN());
    } else {
      append_numbers(input.name(), value_of(features, input.name()), row);
    }
  }
  if (width_ >= 0 && row.size() != static_cast<std::size_t>(width_))
    refuse_count(static_cast<std::size_t>(width_), row.size());
  if (row.size() < least) refuse_count(least, row.size());
  return row;
}

void RowReader::refuse_count(std::size_t wanted, std::size_t got) const {
  const auto& inputs = description_.input();
  fail(ErrorCode::shape_mismatch, InFeature{inputs.empty() ? "" : inputs[0].name()},
       inputs.size() > 1 ? " and the other inputs" : "", " must hold ", wanted,
       " numbers in all, got ", got);
}

}  // namespace attune::models
