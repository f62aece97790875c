// classConfidenceThresholding (560): marks the classes that are present.
//
//   x  one confidence a class
//   y  (2, classes): the confidences, and 1 for each class that is present
//
// The format's own words: "Currently, the model simply takes all the classes", so the second row is
// ones; the precision-recall curves of the file are for whoever reads the description.

#include "base/error.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
using coreml::FeatureType;

constexpr std::string_view kWho = "the confidence threshold";

class ClassConfidenceThresholding final : public SimpleModel {
 public:
  explicit ClassConfidenceThresholding(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        input_(only_feature(message().description().input(), kWho, "input",
                            {FeatureType::kMultiArrayType})),
        output_(only_feature(message().description().output(), kWho, "output",
                             {FeatureType::kMultiArrayType})) {}

 private:
  void answer(const Features& input, Features& output) const override {
    std::vector<double> rows;
    append_numbers(input_.name(), value_of(input, input_.name()), rows);
    const std::size_t classes = rows.size();
    const std::int64_t declared = declared_size(input_);
    if (declared >= 0 && classes != static_cast<std::size_t>(declared)) {
      fail(ErrorCode::shape_mismatch, InFeature{input_.name()}, " must hold ", declared,
           " numbers, got ", classes);
    }
    rows.resize(2 * classes, 1);
    output.set(output_.name(),
               array_value(output_, std::move(rows), Shape{2, static_cast<std::int64_t>(classes)}));
  }

  const coreml::FeatureDescription &input_, &output_;
};
}  // namespace

ModelType class_confidence_thresholding() {
  return simple_type<ClassConfidenceThresholding, coreml::Model::kClassConfidenceThresholding>();
}

}  // namespace attune::models
