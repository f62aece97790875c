// arrayFeatureExtractor (609): y[i] = x[extractIndex[i]], the indices counted from 0.
//
//   x  an array, its numbers counted in C order
//   y  an array of one axis; or, for one index, a number
//
// Where the output is an integer, a number that is none is refused (bad_example). Reads
// ArrayFeatureExtractor. Refuses (model_invalid) any count of indices but 1 where the output is a
// number.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the array feature extractor";

class ArrayFeatureExtractor final : public SimpleModel {
 public:
  explicit ArrayFeatureExtractor(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(message().description().input(), kWho, "input",
                            {FeatureType::kMultiArrayType})),
        output_(only_feature(
            message().description().output(), kWho, "output",
            {FeatureType::kDoubleType, FeatureType::kInt64Type, FeatureType::kMultiArrayType})),
        indices_(format::Message(message().arrayfeatureextractor()).integers(1)) {
    if (indices_.size() != 1 && !output_.type().has_multiarraytype()) {
      fail(ErrorCode::model_invalid, kWho, " has ", indices_.size(), " indices; ",
           InFeature{output_.name()}, " is one number");
    }
  }

 private:
  void answer(const Features& input, Features& output) const override {
    std::vector<double> x, y;
    append_numbers(input_.name(), value_of(input, input_.name()), x);
    for (const std::uint64_t index : indices_) {
      if (index >= x.size()) {
        fail(ErrorCode::shape_mismatch, InFeature{input_.name()}, " has ", x.size(),
             " numbers; the model takes number ", index);
      }
      y.push_back(x[static_cast<std::size_t>(index)]);
    }
    if (!output_.type().has_multiarraytype())
      return output.set(output_.name(), number_value(output_, y.front()));
    const Shape shape{static_cast<std::int64_t>(y.size())};
    output.set(output_.name(), array_value(output_, std::move(y), shape));
  }

  const coreml::FeatureDescription &input_, &output_;
  std::vector<std::uint64_t> indices_;
};
}  // namespace

ModelType array_feature_extractor() {
  return simple_type<ArrayFeatureExtractor, coreml::Model::kArrayFeatureExtractor>();
}

}  // namespace attune::models
