// glmRegressor (300): a linear model.
//
//   y[i] = transform(sum_k weights[i][k] · x[k] + offset[i])     transform: none, logit 1/(1 +
//   e^-s) or probit (normal CDF)
//
//   x  the inputs in the order of the description, numbers and arrays, as one row
//   y  one number, or an array with one number a row of weights
//
// In double; the products are added from k = 0 on, the offset last. Reads GLMRegressor. Refuses
// (model_invalid) rows of different length, another number of offsets than of rows, a transform
// that the format does not know, several rows where the output is one number.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.h"
#include "kernels/link_functions.h"
#include "models/model.h"

namespace attune::models {
namespace {
using coreml::FeatureDescription;
using coreml::FeatureType;
using format::FeatureValue;

constexpr int kFloat32 = 65568;  // ArrayFeatureType.dataType
constexpr int kNoTransform = 0, kLogit = 1, kProbit = 2;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, "the linear regressor ", parts...);
}

void append_numbers(std::string_view name, const FeatureValue& value, std::vector<double>& row) {
  if (const auto* number = std::get_if<double>(&value)) {
    row.push_back(*number);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    row.push_back(static_cast<double>(*integer));
  } else if (const auto* array = std::get_if<format::Array>(&value)) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(array->shape.size()); ++i)
      row.push_back(array->at(i));
  } else {
    fail(ErrorCode::bad_example, InFeature{name}, " must be a number or an array, got ",
         format::kind_of(value));
  }
}

// An array that owns its doubles.
format::Array array_of(std::vector<double> values) {
  auto owner = std::make_shared<const std::vector<double>>(std::move(values));
  const std::string_view bytes(reinterpret_cast<const char*>(owner->data()),
                               owner->size() * sizeof(double));
  return {format::ElementType::float64, Shape{static_cast<std::int64_t>(owner->size())}, bytes,
          owner};
}

class GlmRegressor final : public Model {
 public:
  explicit GlmRegressor(std::shared_ptr<const coreml::Model> message);

  std::vector<Features> predict(std::span<const Features> inputs) const override;

 private:
  const coreml::GLMRegressor& regressor() const { return message().glmregressor(); }
  void check_weights() const;
  std::vector<double> read_row(const Features& features) const;
  double evaluate_row(int row, std::span<const double> x) const;

  const FeatureDescription* output_ = nullptr;
};

GlmRegressor::GlmRegressor(std::shared_ptr<const coreml::Model> shared) : Model(std::move(shared)) {
  check_weights();
  const coreml::ModelDescription& description = message().description();
  for (const FeatureDescription& input : description.input()) {
    const auto type = input.type().Type_case();
    if (type != FeatureType::kDoubleType && type != FeatureType::kInt64Type &&
        type != FeatureType::kMultiArrayType) {
      refuse("cannot read ", InFeature{input.name()}, ", which is neither a number nor an array");
    }
  }
  const std::string& name = description.predictedfeaturename();
  if (name.empty()) refuse("does not say which output it predicts (predictedFeatureName)");
  for (const FeatureDescription& output : description.output()) {
    if (output.name() == name) output_ = &output;
  }
  if (output_ == nullptr) refuse("predicts ", InFeature{name}, ", which is not among its outputs");
  const auto type = output_->type().Type_case();
  if (type != FeatureType::kDoubleType && type != FeatureType::kMultiArrayType) {
    refuse("predicts ", InFeature{name}, ", which is neither a number nor an array");
  }
  if (type == FeatureType::kDoubleType && regressor().weights_size() != 1) {
    refuse("has ", regressor().weights_size(), " rows of weights; its output ", InFeature{name},
           " is one number");
  }
}

void GlmRegressor::check_weights() const {
  const auto& weights = regressor().weights();
  if (weights.empty()) refuse("has no weights");
  if (weights.size() != regressor().offset_size()) {
    refuse("has ", weights.size(), " rows of weights and ", regressor().offset_size(), " offsets");
  }
  for (const auto& row : weights) {
    if (row.value_size() != weights[0].value_size()) {
      refuse("has rows of ", weights[0].value_size(), " and of ", row.value_size(), " weights");
    }
  }
  const int transform = regressor().postevaluationtransform();
  if (transform < kNoTransform || transform > kProbit)
    refuse("has an unknown transform, ", transform);
}

std::vector<double> GlmRegressor::read_row(const Features& features) const {
  std::vector<double> row;
  for (const FeatureDescription& input : message().description().input()) {
    const FeatureValue* const value = features.find(input.name());
    if (value == nullptr) fail(ErrorCode::bad_example, InFeature{input.name()}, " is missing");
    append_numbers(input.name(), *value, row);
  }
  const int wanted = regressor().weights(0).value_size();
  if (row.size() != static_cast<std::size_t>(wanted)) {
    const auto& first = message().description().input();
    fail(ErrorCode::shape_mismatch, InFeature{first.empty() ? "" : first[0].name()},
         first.size() > 1 ? " and the other inputs" : "", " must hold ", wanted,
         " numbers in all, got ", row.size());
  }
  return row;
}

double GlmRegressor::evaluate_row(int row, std::span<const double> x) const {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k)
    sum += regressor().weights(row).value(static_cast<int>(k)) * x[k];
  sum += regressor().offset(row);
  if (regressor().postevaluationtransform() == kLogit) return kernels::logistic(sum);
  if (regressor().postevaluationtransform() == kProbit) return kernels::normal_cdf(sum);
  return sum;
}

std::vector<Features> GlmRegressor::predict(std::span<const Features> inputs) const {
  std::vector<Features> outputs(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<double> x = read_row(inputs[i]);
    std::vector<double> y;
    for (int row = 0; row < regressor().weights_size(); ++row) y.push_back(evaluate_row(row, x));
    if (output_->type().has_doubletype()) {
      outputs[i].set(output_->name(), y.front());
    } else if (output_->type().multiarraytype().datatype() == kFloat32) {
      const Shape shape{static_cast<std::int64_t>(y.size())};
      outputs[i].set(output_->name(), format::Array::copy_of({y.begin(), y.end()}, shape));
    } else {
      outputs[i].set(output_->name(), array_of(std::move(y)));
    }
  }
  return outputs;
}
}  // namespace

ModelType glm_regressor() {
  static constexpr std::array kFields = {int{coreml::Model::kGlmRegressor}};
  return {kFields, [](std::shared_ptr<const coreml::Model> message,
                      const format::ParameterOverrides& overrides) {
            if (!overrides.empty()) {
              fail(ErrorCode::invalid_parameter, "the model has no parameter '",
                   overrides.begin()->first, "'");
            }
            return std::shared_ptr<const Model>(
                std::make_shared<const GlmRegressor>(std::move(message)));
          }};
}

}  // namespace attune::models
