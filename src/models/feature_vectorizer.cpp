// featureVectorizer (602): one array of several features, in the order of inputList.
//
//   a number      one number
//   an array      its numbers in C order; as many as inputDimensions says
//   a dictionary  with integers as keys: places from 0 below inputDimensions; the others are 0
//
//   y  an array of one axis with the sum of all inputDimensions
//
// Reads FeatureVectorizer. Refuses (model_invalid) a column that is no input, or of no
// numbers; (model_too_large) more than 2^24 numbers in all.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;

constexpr std::string_view kWho = "the feature vectorizer";
constexpr std::uint64_t kMaxSize = 1U << 24;

class FeatureVectorizer final : public SimpleModel {
 public:
  explicit FeatureVectorizer(std::shared_ptr<const coreml::Model> shared);

 private:
  struct Column {
    std::string_view name;  // in the message
    std::size_t size;
  };

  void answer(const Features& input, Features& output) const override;

  const FeatureDescription& output_;
  std::vector<Column> columns_;
  std::size_t size_ = 0;
};

FeatureVectorizer::FeatureVectorizer(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)),
      output_(only_feature(message().description().output(), kWho, "output",
                           {FeatureType::kMultiArrayType})) {
  const format::Message params(message().featurevectorizer());
  for (const format::Message& column : params.messages(1)) {
    const std::string_view name = column.text(1);
    const std::uint64_t size = column.integer(2);
    const FeatureDescription* const input = find_feature(message().description().input(), name);
    if (input == nullptr)
      fail(ErrorCode::model_invalid, kWho, " reads ", InFeature{name}, ", which is no input");
    if (size < 1) fail(ErrorCode::model_invalid, kWho, " takes no number of ", InFeature{name});
    if (size > kMaxSize - size_)
      fail(ErrorCode::model_too_large, kWho, " makes an array of more than ", kMaxSize, " numbers");
    columns_.push_back({name, static_cast<std::size_t>(size)});
    size_ += static_cast<std::size_t>(size);
  }
}

void put_entries(std::string_view name, const format::Dictionary& dictionary,
                 std::span<double> out) {
  for (const auto& [key, number] : dictionary) {
    const auto* const place = std::get_if<std::int64_t>(&key);
    if (place == nullptr || *place < 0 || static_cast<std::uint64_t>(*place) >= out.size()) {
      fail(ErrorCode::bad_example, InFeature{name}, " has the key ", format::label_text(key),
           ", which is no place among ", out.size(), " numbers");
    }
    out[static_cast<std::size_t>(*place)] = number;
  }
}

void FeatureVectorizer::answer(const Features& input, Features& output) const {
  std::vector<double> numbers;
  for (const Column& column : columns_) {
    const std::size_t start = numbers.size();
    const format::FeatureValue& value = value_of(input, column.name);
    if (const auto* dictionary = std::get_if<format::Dictionary>(&value)) {
      numbers.resize(start + column.size);
      put_entries(column.name, *dictionary, std::span(numbers).subspan(start));
    } else {
      append_numbers(column.name, value, numbers);
      if (numbers.size() - start != column.size) {
        fail(ErrorCode::shape_mismatch, InFeature{column.name}, " must hold ", column.size,
             " numbers, got ", format::kind_of(value));
      }
    }
  }
  const Shape shape{static_cast<std::int64_t>(numbers.size())};
  output.set(output_.name(), array_value(output_, std::move(numbers), shape));
}
}  // namespace

ModelType feature_vectorizer() {
  return simple_type<FeatureVectorizer, coreml::Model::kFeatureVectorizer>();
}

}  // namespace attune::models
