// oneHotEncoder (600): a category becomes an array of zeros with a one at its place.
//
//   x  a string or an integer
//   y  an array of as many numbers as there are categories; with outputSparse a dictionary of one
//      entry, place -> 1
//
// A category that is not known is refused (bad_example), or with handleUnknown = ignore all zeros.
// Reads OneHotEncoder. Refuses (model_invalid) no categories, and types that do not fit.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the one-hot encoder";

class OneHotEncoder final : public SimpleModel {
 public:
  explicit OneHotEncoder(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(message().description().input(), kWho, "input",
                            {FeatureType::kStringType, FeatureType::kInt64Type})),
        output_(only_feature(message().description().output(), kWho, "output",
                             {FeatureType::kMultiArrayType, FeatureType::kDictionaryType})),
        categories_(params(), 1, 2),
        sparse_(params().flag(10)),
        unknown_is_zero_(params().integer(11) == 1) {
    if (!categories_.is_set()) fail(ErrorCode::model_invalid, kWho, " has no categories");
    if (categories_.has_strings() != input_.type().has_stringtype())
      fail(ErrorCode::model_invalid, kWho, " has categories of another type than ",
           InFeature{input_.name()});
    if (sparse_ != output_.type().has_dictionarytype() ||
        output_.type().dictionarytype().has_stringkeytype()) {
      fail(ErrorCode::model_invalid, kWho, " answers ",
           sparse_ ? "a dictionary with integers as keys" : "an array", "; ",
           InFeature{output_.name()}, " has another type");
    }
  }

 private:
  format::Message params() const { return format::Message(message().onehotencoder()); }

  void answer(const Features& input, Features& output) const override {
    const format::FeatureValue& value = value_of(input, input_.name());
    const std::optional<format::Label> category = format::as_label(value);
    if (!category || std::holds_alternative<std::string>(*category) != categories_.has_strings()) {
      fail(ErrorCode::bad_example, InFeature{input_.name()}, " must be ",
           categories_.has_strings() ? "a string" : "an integer", ", got ", format::kind_of(value));
    }
    const std::size_t place = categories_.find(*category), count = categories_.size();
    if (place == count && !unknown_is_zero_) {
      fail(ErrorCode::bad_example, InFeature{input_.name()}, " is ", format::label_text(*category),
           ", which is not among the model's ", count, " categories");
    }
    if (sparse_) {
      format::Dictionary entry;
      if (place < count) entry.emplace_back(static_cast<std::int64_t>(place), 1.0);
      return output.set(output_.name(), std::move(entry));
    }
    std::vector<double> numbers(count);
    if (place < count) numbers[place] = 1;
    output.set(output_.name(),
               array_value(output_, std::move(numbers), Shape{static_cast<std::int64_t>(count)}));
  }

  const coreml::FeatureDescription &input_, &output_;
  LabelTable categories_;
  bool sparse_, unknown_is_zero_;
};
}  // namespace

ModelType one_hot_encoder() { return simple_type<OneHotEncoder, coreml::Model::kOneHotEncoder>(); }

}  // namespace attune::models
