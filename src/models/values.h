// Values of features as the classic models read and write them: numbers in double, whatever the
// caller gave; outputs in the type that the description declares.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "coreml/features.pb.h"
#include "coreml/model.pb.h"
#include "format/features.h"
#include "format/wire.h"

namespace attune::models {

/// The description of a feature by its name, or null.
const coreml::FeatureDescription* find_feature(
    const google::protobuf::RepeatedPtrField<coreml::FeatureDescription>& features,
    std::string_view name);

/// The only one of a model's inputs or outputs.
/// @param who  "the scaler", for the sentence
/// @throws Error model_invalid when there is another number of them, or its type is not among
/// `types` (members of FeatureType.Type)
const coreml::FeatureDescription& only_feature(
    const google::protobuf::RepeatedPtrField<coreml::FeatureDescription>& features,
    std::string_view who, std::string_view role,
    std::initializer_list<coreml::FeatureType::TypeCase> types);

/// How many numbers a feature declares: 1 for a number, the product of a fixed shape; -1 where any
/// number may come.
std::int64_t declared_size(const coreml::FeatureDescription& feature);

/// @throws Error bad_example when it is missing
const format::FeatureValue& value_of(const format::Features& features, std::string_view name);
/// @throws Error bad_example when it is no number
double number_of(std::string_view name, const format::FeatureValue& value);
/// Adds one number, or all of an array in its order.
/// @throws Error bad_example when it is neither
void append_numbers(std::string_view name, const format::FeatureValue& value,
                    std::vector<double>& row);

/// A number as the output declares it: double or int64.
/// @throws Error bad_example when it is no whole number of 64 bits where the output is int64
format::FeatureValue number_value(const coreml::FeatureDescription& output, double number);
/// An array of the element type that the output declares.
format::FeatureValue array_value(const coreml::FeatureDescription& output,
                                 std::vector<double> values, Shape shape);
inline format::FeatureValue label_value(const format::Label& label) {
  return std::visit([](const auto& value) { return format::FeatureValue(value); }, label);
}

/// The strings of a StringVector or the integers of an Int64Vector: members of one oneof of
/// `message`. None when neither is set.
std::vector<format::Label> read_labels(const format::Message& message, std::uint32_t strings,
                                       std::uint32_t integers);

/// Labels that are found by value.
class LabelTable {
 public:
  /// None of any type.
  LabelTable() = default;
  explicit LabelTable(std::vector<format::Label> labels);
  /// Those of a oneof as read_labels() has them.
  LabelTable(const format::Message& message, std::uint32_t strings, std::uint32_t integers)
      : LabelTable(read_labels(message, strings, integers)) {
    const std::uint32_t member = message.choice({strings, integers}).field;
    is_set_ = member != 0, has_strings_ = member == strings;
  }

  /// Whether the oneof has a member, be it an empty one.
  bool is_set() const { return is_set_; }
  bool has_strings() const { return has_strings_; }
  std::size_t size() const { return labels_.size(); }
  const std::vector<format::Label>& labels() const { return labels_; }
  /// The place of the first equal label, or size().
  std::size_t find(const format::Label& label) const;

 private:
  std::vector<format::Label> labels_;
  std::vector<std::uint32_t> order_;  // places, by the labels' order
  bool is_set_ = false, has_strings_ = false;
};

}  // namespace attune::models
