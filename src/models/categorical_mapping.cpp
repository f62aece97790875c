// categoricalMapping (606): strings become integers, or integers strings, by a table.
//
//   x, y  one value, or sequences of the same length
//
// A value that the table lacks becomes the one for unknown values, or is refused (bad_example).
// Reads CategoricalMapping. Refuses (model_invalid) no table, and types that do not fit it.

#include <algorithm>

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::Label;

constexpr std::string_view kWho = "the categorical mapping";
constexpr std::uint32_t kToIntegers = 1, kToStrings = 2;  // oneof MappingType

Label read_label(const format::Message& message, std::uint32_t field, bool string) {
  if (string) return std::string(message.text(field));
  return message.signed_integer(field);
}

bool is_of(const FeatureType& type, bool strings) {
  if (type.has_sequencetype())
    return strings ? type.sequencetype().has_stringtype() : type.sequencetype().has_int64type();
  return strings ? type.has_stringtype() : type.has_int64type();
}

class CategoricalMapping final : public SimpleModel {
 public:
  explicit CategoricalMapping(std::shared_ptr<const coreml::Model> shared);

 private:
  void answer(const Features& input, Features& output) const override;
  const Label& map(const Label& label) const;

  const FeatureDescription &input_, &output_;
  bool from_strings_ = false;
  LabelTable keys_;
  std::vector<Label> values_;  // of each key, and the one for unknown values if there is one
};

CategoricalMapping::CategoricalMapping(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)),
      input_(only_feature(
          message().description().input(), kWho, "input",
          {FeatureType::kStringType, FeatureType::kInt64Type, FeatureType::kSequenceType})),
      output_(only_feature(
          message().description().output(), kWho, "output",
          {FeatureType::kStringType, FeatureType::kInt64Type, FeatureType::kSequenceType})) {
  const format::Message params(message().categoricalmapping());
  const format::Message::Choice table = params.choice({kToIntegers, kToStrings});
  if (table.field == 0) fail(ErrorCode::model_invalid, kWho, " has no table");
  from_strings_ = table.field == kToIntegers;
  if (input_.type().has_sequencetype() != output_.type().has_sequencetype() ||
      !is_of(input_.type(), from_strings_) || !is_of(output_.type(), !from_strings_)) {
    fail(ErrorCode::model_invalid, kWho, " makes ",
         from_strings_ ? "integers of strings" : "strings of integers", "; ",
         InFeature{input_.name()}, " and its output have other types");
  }
  std::vector<Label> keys;
  for (const format::Message& entry : table.message.messages(1)) {
    keys.push_back(read_label(entry, 1, from_strings_));
    values_.push_back(read_label(entry, 2, !from_strings_));
  }
  // Of a key that stands twice in a map the last entry counts; a LabelTable finds the first.
  std::ranges::reverse(keys);
  std::ranges::reverse(values_);
  keys_ = LabelTable(std::move(keys));
  const std::uint32_t unknown = params.choice({101, 102}).field;
  if (unknown == 0) return;
  if ((unknown == 101) == from_strings_)
    fail(ErrorCode::model_invalid, kWho, " answers unknown values with one of another type");
  values_.push_back(read_label(params, unknown, !from_strings_));
}

const Label& CategoricalMapping::map(const Label& label) const {
  const std::size_t place = keys_.find(label);
  if (place < values_.size()) return values_[place];
  fail(ErrorCode::bad_example, InFeature{input_.name()}, " holds ", format::label_text(label),
       ", which the model does not know");
}

void CategoricalMapping::answer(const Features& input, Features& output) const {
  const format::FeatureValue& value = value_of(input, input_.name());
  format::Sequence items;
  if (const auto* sequence = std::get_if<format::Sequence>(&value)) {
    items = *sequence;
  } else if (std::optional<Label> label = format::as_label(value)) {
    items.push_back(*std::move(label));
  }
  const bool several = input_.type().has_sequencetype();
  if (std::holds_alternative<format::Sequence>(value) != several || (!several && items.empty()) ||
      std::ranges::any_of(items, [this](const Label& item) {
        return std::holds_alternative<std::string>(item) != from_strings_;
      })) {
    fail(ErrorCode::bad_example, InFeature{input_.name()}, " must be ",
         several ? "a sequence of " : "", from_strings_ ? "strings" : "integers", ", got ",
         format::kind_of(value));
  }
  for (Label& item : items) item = map(item);
  if (several) return output.set(output_.name(), std::move(items));
  output.set(output_.name(), label_value(items.front()));
}
}  // namespace

ModelType categorical_mapping() {
  return simple_type<CategoricalMapping, coreml::Model::kCategoricalMapping>();
}

}  // namespace attune::models
