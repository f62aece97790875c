// scaler (604): y = scaleValue · (x + shiftValue), number by number.
//
//   x, y  a number or an array of any shape. One value of scale or shift is for all numbers; none
//   is
//         1, or 0
//
// In double. Where the output is an integer, a result that is none is refused (bad_example). Reads
// Scaler. Refuses (model_invalid) as many values as neither 1 nor the numbers of a fixed shape.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the scaler";

class Scaler final : public SimpleModel {
 public:
  explicit Scaler(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(
            message().description().input(), kWho, "input",
            {FeatureType::kDoubleType, FeatureType::kInt64Type, FeatureType::kMultiArrayType})),
        output_(only_feature(
            message().description().output(), kWho, "output",
            {FeatureType::kDoubleType, FeatureType::kInt64Type, FeatureType::kMultiArrayType})),
        shift_(format::Message(message().scaler()).double_numbers(1)),
        scale_(format::Message(message().scaler()).double_numbers(2)) {
    if (input_.type().has_multiarraytype() != output_.type().has_multiarraytype())
      fail(ErrorCode::model_invalid, kWho, " makes a number of an array, or an array of a number");
    const std::int64_t size = declared_size(input_);
    if (size < 0) return;
    for (const std::size_t values : {shift_.size(), scale_.size()}) {
      if (fits(values, static_cast<std::size_t>(size))) continue;
      fail(ErrorCode::model_invalid, kWho, " has ", values, " values for ", size, " numbers");
    }
  }

 private:
  static bool fits(std::size_t values, std::size_t numbers) {
    return values <= 1 || values == numbers;
  }
  static double at(const std::vector<double>& values, std::size_t i, double absent) {
    if (values.empty()) return absent;
    return values[values.size() == 1 ? 0 : i];
  }

  void answer(const Features& input, Features& output) const override {
    const format::FeatureValue& value = value_of(input, input_.name());
    std::vector<double> numbers;
    append_numbers(input_.name(), value, numbers);
    if (!fits(shift_.size(), numbers.size()) || !fits(scale_.size(), numbers.size())) {
      fail(ErrorCode::shape_mismatch, InFeature{input_.name()}, " must hold ",
           std::max(shift_.size(), scale_.size()), " numbers, got ", numbers.size());
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = at(scale_, i, 1) * (numbers[i] + at(shift_, i, 0));
    const auto* const array = std::get_if<format::Array>(&value);
    if (output_.type().has_multiarraytype()) {
      const Shape shape = array != nullptr ? array->shape : Shape{1};
      output.set(output_.name(), array_value(output_, std::move(numbers), shape));
    } else if (numbers.size() == 1) {
      output.set(output_.name(), number_value(output_, numbers.front()));
    } else {
      fail(ErrorCode::shape_mismatch, InFeature{input_.name()}, " is one number, got ",
           format::kind_of(value));
    }
  }

  const coreml::FeatureDescription &input_, &output_;
  std::vector<double> shift_, scale_;
};
}  // namespace

ModelType scaler() { return simple_type<Scaler, coreml::Model::kScaler>(); }

}  // namespace attune::models
