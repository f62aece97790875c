// dictVectorizer (603): a dictionary becomes an array; each key has its place.
//
//   y[place of key] = value, 0 for keys that are not given
//
//   y  an array of as many numbers as there are keys; or, where the output is a dictionary with
//      integers as keys, its entries by place alone
//
// A key that has no place is refused (bad_example): so says the format. Reads DictVectorizer.
// Refuses (model_invalid) no keys, and keys of another type than the input's.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the dictionary vectorizer";

class DictVectorizer final : public SimpleModel {
 public:
  explicit DictVectorizer(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(message().description().input(), kWho, "input",
                            {FeatureType::kDictionaryType})),
        output_(only_feature(message().description().output(), kWho, "output",
                             {FeatureType::kMultiArrayType, FeatureType::kDictionaryType})),
        keys_(format::Message(message().dictvectorizer()), 1, 2) {
    if (!keys_.is_set()) fail(ErrorCode::model_invalid, kWho, " has no keys");
    if (keys_.has_strings() != input_.type().dictionarytype().has_stringkeytype())
      fail(ErrorCode::model_invalid, kWho, " has keys of another type than ",
           InFeature{input_.name()});
    if (output_.type().dictionarytype().has_stringkeytype())
      fail(ErrorCode::model_invalid, kWho, " answers places; ", InFeature{output_.name()},
           " has strings as keys");
  }

 private:
  void answer(const Features& input, Features& output) const override {
    const format::FeatureValue& value = value_of(input, input_.name());
    const auto* const dictionary = std::get_if<format::Dictionary>(&value);
    if (dictionary == nullptr) {
      fail(ErrorCode::bad_example, InFeature{input_.name()}, " must be a dictionary, got ",
           format::kind_of(value));
    }
    const bool sparse = output_.type().has_dictionarytype();
    format::Dictionary places;
    std::vector<double> numbers(sparse ? 0 : keys_.size());
    for (const auto& [key, number] : *dictionary) {
      const std::size_t place = keys_.find(key);
      if (place == keys_.size()) {
        fail(ErrorCode::bad_example, InFeature{input_.name()}, " has the key ",
             format::label_text(key), ", which the model does not know");
      }
      if (sparse) {
        places.emplace_back(static_cast<std::int64_t>(place), number);
      } else {
        numbers[place] = number;
      }
    }
    if (sparse) return output.set(output_.name(), std::move(places));
    const Shape shape{static_cast<std::int64_t>(numbers.size())};
    output.set(output_.name(), array_value(output_, std::move(numbers), shape));
  }

  const coreml::FeatureDescription &input_, &output_;
  LabelTable keys_;
};
}  // namespace

ModelType dict_vectorizer() {
  return simple_type<DictVectorizer, coreml::Model::kDictVectorizer>();
}

}  // namespace attune::models
