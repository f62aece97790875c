// imputer (601): puts a value in the place of a missing one.
//
//   number, integer, string  missing: not given; or equal to replaceValue; or, for a number where
//   no
//                            replaceValue is set, NaN. Becomes the imputed value
//   array                    so for each of its numbers; imputed is one value for all or one for
//                            each. An array that is not given becomes the imputed one
//   dictionary               missing: not given. Becomes the imputed dictionary
//
// NaN equals NaN here. Reads Imputer. Refuses (model_invalid) no imputed value, one that does not
// fit the input, a replaceValue of another type, and input and output of different types.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;
using format::FeatureValue;

constexpr std::string_view kWho = "the imputer";

// Members of the oneofs ImputedValue and ReplaceValue.
constexpr std::uint32_t kDouble = 1, kInt64 = 2, kString = 3, kDoubleArray = 4, kInt64Array = 5,
                        kStringDictionary = 6;
constexpr std::uint32_t kReplaceDouble = 11, kReplaceInt64 = 12, kReplaceString = 13;

// Which replaceValue goes with an imputed value; none with dictionaries.
std::uint32_t replacement_for(std::uint32_t imputed) {
  if (imputed == kDouble || imputed == kDoubleArray) return kReplaceDouble;
  if (imputed == kInt64 || imputed == kInt64Array) return kReplaceInt64;
  return imputed == kString ? kReplaceString : 0;
}

bool fits(std::uint32_t imputed, const FeatureType& type) {
  switch (imputed) {
    case kDouble:
      return type.has_doubletype() || type.has_multiarraytype();
    case kInt64:
      return type.has_int64type();
    case kString:
      return type.has_stringtype();
    case kDoubleArray:
    case kInt64Array:
      return type.has_multiarraytype();
    case kStringDictionary:
      return type.dictionarytype().has_stringkeytype();
    default:
      return type.dictionarytype().has_int64keytype();
  }
}

class Imputer final : public SimpleModel {
 public:
  explicit Imputer(std::shared_ptr<const coreml::Model> shared);

 private:
  format::Message params() const { return format::Message(message().imputer()); }
  void read_imputed();
  void answer(const Features& input, Features& output) const override;
  FeatureValue impute_numbers(const FeatureValue* given) const;
  bool is_missing(double number) const;

  const coreml::FeatureDescription &input_, &output_;
  std::uint32_t imputed_ = 0, replaced_ = 0;
  std::vector<double> numbers_;  // imputed, of double and arrays
  double replaced_number_ = 0;
  FeatureValue value_;           // imputed, of all else
  FeatureValue replaced_value_;  // an integer or a string
};

Imputer::Imputer(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)),
      input_(
          only_feature(message().description().input(), kWho, "input",
                       {FeatureType::kDoubleType, FeatureType::kInt64Type, FeatureType::kStringType,
                        FeatureType::kMultiArrayType, FeatureType::kDictionaryType})),
      output_(only_feature(message().description().output(), kWho, "output",
                           {input_.type().Type_case()})) {
  imputed_ = params().choice({1, 2, 3, 4, 5, 6, 7}).field;
  replaced_ = params().choice({11, 12, 13}).field;
  if (imputed_ == 0) fail(ErrorCode::model_invalid, kWho, " has no imputed value");
  if (!fits(imputed_, input_.type())) {
    fail(ErrorCode::model_invalid, kWho, " has an imputed value of another type than ",
         InFeature{input_.name()});
  }
  if (replaced_ != 0 && replaced_ != replacement_for(imputed_))
    fail(ErrorCode::model_invalid, kWho, " replaces a value of another type than its imputed one");
  read_imputed();
  const std::int64_t size = declared_size(input_);
  if (numbers_.size() != 1 && !numbers_.empty() && size >= 0 &&
      numbers_.size() != static_cast<std::size_t>(size)) {
    fail(ErrorCode::model_invalid, kWho, " has ", numbers_.size(), " imputed values for ", size,
         " numbers");
  }
}

void Imputer::read_imputed() {
  const format::Message params = this->params();
  const format::Message inner = params.message(imputed_);
  if (imputed_ == kDouble) numbers_ = {params.double_number(kDouble)};
  if (imputed_ == kInt64) value_ = params.signed_integer(kInt64);
  if (imputed_ == kString) value_ = std::string(params.text(kString));
  if (imputed_ == kDoubleArray) numbers_ = inner.double_numbers(1);
  if (imputed_ == kInt64Array) {
    for (const std::int64_t each : inner.signed_integers(1))
      numbers_.push_back(static_cast<double>(each));
  }
  if (imputed_ >= kStringDictionary) {
    format::Dictionary dictionary;
    for (const format::Message& entry : inner.messages(1)) {
      format::Label key = entry.signed_integer(1);
      if (imputed_ == kStringDictionary) key = std::string(entry.text(1));
      dictionary.emplace_back(std::move(key), entry.double_number(2));
    }
    value_ = std::move(dictionary);
  }
  replaced_number_ = replaced_ == kReplaceDouble
                         ? params.double_number(kReplaceDouble)
                         : static_cast<double>(params.signed_integer(kReplaceInt64));
  if (replaced_ == kReplaceInt64) replaced_value_ = params.signed_integer(kReplaceInt64);
  if (replaced_ == kReplaceString) replaced_value_ = std::string(params.text(kReplaceString));
}

bool Imputer::is_missing(double number) const {
  if (number != number) return replaced_ == 0 || replaced_number_ != replaced_number_;
  return replaced_ != 0 && number == replaced_number_;
}

FeatureValue Imputer::impute_numbers(const FeatureValue* given) const {
  std::vector<double> numbers;
  const std::int64_t declared = declared_size(input_);
  Shape shape;
  if (given != nullptr) {
    append_numbers(input_.name(), *given, numbers);
    const auto* const array = std::get_if<format::Array>(given);
    shape = array != nullptr ? array->shape : Shape{1};
  } else {
    const auto count = declared < 0 ? numbers_.size() : static_cast<std::size_t>(declared);
    numbers.resize(count);
    shape = Shape{static_cast<std::int64_t>(count)};
  }
  const bool one = numbers_.size() == 1;
  if ((!one && numbers.size() != numbers_.size()) ||
      (!output_.type().has_multiarraytype() && numbers.size() != 1)) {
    fail(ErrorCode::shape_mismatch, InFeature{input_.name()}, " must hold ",
         output_.type().has_multiarraytype() ? numbers_.size() : 1, " numbers, got ",
         numbers.size());
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (given == nullptr || is_missing(numbers[i])) numbers[i] = numbers_[one ? 0 : i];
  }
  if (!output_.type().has_multiarraytype()) return numbers.front();
  return array_value(output_, std::move(numbers), shape);
}

void Imputer::answer(const Features& input, Features& output) const {
  const FeatureValue* const given = input.find(input_.name());
  if (!numbers_.empty()) return output.set(output_.name(), impute_numbers(given));
  if (given == nullptr) return output.set(output_.name(), value_);
  if (imputed_ >= kStringDictionary) {
    if (!std::holds_alternative<format::Dictionary>(*given))
      fail(ErrorCode::bad_example, InFeature{input_.name()}, " must be a dictionary, got ",
           format::kind_of(*given));
    return output.set(output_.name(), *given);
  }
  const std::optional<format::Label> label = format::as_label(*given);
  const bool strings = imputed_ == kString;
  if (!label || std::holds_alternative<std::string>(*label) != strings) {
    fail(ErrorCode::bad_example, InFeature{input_.name()}, " must be ",
         strings ? "a string" : "an integer", ", got ", format::kind_of(*given));
  }
  const bool missing = replaced_ != 0 && format::as_label(replaced_value_) == label;
  output.set(output_.name(), missing ? value_ : label_value(*label));
}
}  // namespace

ModelType imputer() { return simple_type<Imputer, coreml::Model::kImputer>(); }

}  // namespace attune::models
