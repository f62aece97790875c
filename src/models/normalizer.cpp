// normalizer (607): y = x / z.
//
//   max  z = the largest x (not of their sizes: so says the format)
//   L1   z = sum |x|
//   L2   z = sqrt(sum x²)
//
//   x, y  arrays of the same shape. Where z is 0, y = x
//
// In double, sums from the first number on. Reads Normalizer. Refuses (model_invalid) another norm.

#include <cmath>

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the normalizer";

class Normalizer final : public SimpleModel {
 public:
  explicit Normalizer(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(message().description().input(), kWho, "input",
                            {FeatureType::kMultiArrayType})),
        output_(only_feature(message().description().output(), kWho, "output",
                             {FeatureType::kMultiArrayType})),
        norm_(format::Message(message().normalizer()).integer(1)) {
    if (norm_ > kL2) fail(ErrorCode::model_invalid, kWho, " has an unknown norm, ", norm_);
  }

 private:
  enum : std::uint8_t { kMax, kL1, kL2 };

  double size_of(std::span<const double> x) const {
    double z = norm_ == kMax && !x.empty() ? x[0] : 0;
    for (const double each : x) {
      if (norm_ == kMax) {
        z = each > z ? each : z;
      } else {
        z += norm_ == kL1 ? std::fabs(each) : each * each;
      }
    }
    return norm_ == kL2 ? std::sqrt(z) : z;
  }

  void answer(const Features& input, Features& output) const override {
    const format::FeatureValue& value = value_of(input, input_.name());
    std::vector<double> numbers;
    append_numbers(input_.name(), value, numbers);
    const double z = size_of(numbers);
    if (z != 0) {
      for (double& each : numbers) each /= z;
    }
    const auto* const array = std::get_if<format::Array>(&value);
    const Shape shape = array != nullptr ? array->shape : Shape{1};
    output.set(output_.name(), array_value(output_, std::move(numbers), shape));
  }

  const coreml::FeatureDescription &input_, &output_;
  std::uint64_t norm_;
};
}  // namespace

ModelType normalizer() { return simple_type<Normalizer, coreml::Model::kNormalizer>(); }

}  // namespace attune::models
