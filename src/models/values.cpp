#include "models/values.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "base/sort.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::FeatureValue;
using format::Label;

constexpr int kFloat32 = 65568, kInt32 = 131104, kFloat16 = 65552;  // ArrayFeatureType.dataType
constexpr double kTwoTo63 = 9223372036854775808.0;
}  // namespace

const FeatureDescription* find_feature(
    const google::protobuf::RepeatedPtrField<FeatureDescription>& features, std::string_view name) {
  for (const FeatureDescription& feature : features) {
    if (feature.name() == name) return &feature;
  }
  return nullptr;
}

const FeatureDescription& only_feature(
    const google::protobuf::RepeatedPtrField<FeatureDescription>& features, std::string_view who,
    std::string_view role, std::initializer_list<FeatureType::TypeCase> types) {
  if (features.size() != 1) {
    fail(ErrorCode::model_invalid, who, " has one ", role, "; its description names ",
         features.size());
  }
  const FeatureDescription& feature = features[0];
  if (std::ranges::find(types, feature.type().Type_case()) == types.end()) {
    fail(ErrorCode::model_invalid, who, " has the ", role, " ", InFeature{feature.name()},
         ", whose type does not fit");
  }
  return feature;
}

std::int64_t declared_size(const FeatureDescription& feature) {
  if (!feature.type().has_multiarraytype()) return 1;
  const coreml::ArrayFeatureType& type = feature.type().multiarraytype();
  if (type.shape().empty() || type.ShapeFlexibility_case() != 0) return -1;
  return Shape(std::span<const std::int64_t>(type.shape().data(),
                                             static_cast<std::size_t>(type.shape_size())))
      .size();
}

const FeatureValue& value_of(const format::Features& features, std::string_view name) {
  const FeatureValue* const value = features.find(name);
  if (value == nullptr) fail(ErrorCode::bad_example, InFeature{name}, " is missing");
  return *value;
}

double number_of(std::string_view name, const FeatureValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer == nullptr) {
    fail(ErrorCode::bad_example, InFeature{name}, " must be a number, got ",
         format::kind_of(value));
  }
  return static_cast<double>(*integer);
}

void append_numbers(std::string_view name, const FeatureValue& value, std::vector<double>& row) {
  if (const auto* array = std::get_if<format::Array>(&value)) {
    const auto count = static_cast<std::size_t>(array->shape.size());
    row.reserve(row.size() + count);
    for (std::size_t i = 0; i < count; ++i) row.push_back(array->at(i));
  } else if (value.index() <= 1) {
    row.push_back(number_of(name, value));
  } else {
    fail(ErrorCode::bad_example, InFeature{name}, " must be a number or an array, got ",
         format::kind_of(value));
  }
}

FeatureValue number_value(const FeatureDescription& output, double number) {
  if (!output.type().has_int64type()) return number;
  if (number != std::trunc(number) || number < -kTwoTo63 || number >= kTwoTo63) {
    fail(ErrorCode::bad_example, InFeature{output.name()}, " is an integer; this example makes it ",
         number);
  }
  return static_cast<std::int64_t>(number);
}

FeatureValue array_value(const FeatureDescription& output, std::vector<double> values,
                         Shape shape) {
  const int type = output.type().multiarraytype().datatype();
  const auto element = type == kFloat32 || type == kFloat16 ? format::ElementType::float32
                       : type == kInt32                     ? format::ElementType::int32
                                                            : format::ElementType::float64;
  return format::Array::of_doubles(std::move(values), shape, element);
}

std::vector<Label> read_labels(const format::Message& message, std::uint32_t strings,
                               std::uint32_t integers) {
  std::vector<Label> labels;
  const format::Message::Choice choice = message.choice({strings, integers});
  if (choice.field == strings) {
    for (const std::string_view text : choice.message.texts(1))
      labels.emplace_back(std::string(text));
  } else if (choice.field == integers) {
    for (const std::int64_t value : choice.message.signed_integers(1)) labels.emplace_back(value);
  }
  return labels;
}

LabelTable::LabelTable(std::vector<Label> labels)
    : labels_(std::move(labels)), order_(labels_.size()) {
  std::iota(order_.begin(), order_.end(), 0U);
  // Equal labels by their place: a total order, and the first is found.
  attune::sort(order_, [this](std::uint32_t a, std::uint32_t b) {
    if (labels_[a] != labels_[b]) return labels_[a] < labels_[b];
    return a < b;
  });
}

std::size_t LabelTable::find(const Label& label) const {
  const auto found = std::ranges::lower_bound(
      order_, label, [](const Label& a, const Label& b) { return a < b; },
      [this](std::uint32_t place) -> const Label& { return labels_[place]; });
  return found == order_.end() || labels_[*found] != label ? labels_.size() : *found;
}

}  // namespace attune::models
