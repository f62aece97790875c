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

#include "base/error.h"
#include "kernels/link_functions.h"
#include "models/class_output.h"
#include "models/row_reader.h"
#include "models/simple_model.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the linear regressor";
constexpr int kNoTransform = 0, kLogit = 1, kProbit = 2;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, kWho, " ", parts...);
}

class GlmRegressor final : public SimpleModel {
 public:
  explicit GlmRegressor(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)), row_(message().description(), kWho) {
    check_weights();
    output_ = &regressor_output(message().description(),
                                static_cast<std::size_t>(regressor().weights_size()), kWho);
  }

 private:
  const coreml::GLMRegressor& regressor() const { return message().glmregressor(); }
  void check_weights() const;
  void answer(const Features& input, Features& output) const override;
  double evaluate_row(int row, std::span<const double> x) const;

  RowReader row_;
  const coreml::FeatureDescription* output_ = nullptr;
};

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

double GlmRegressor::evaluate_row(int row, std::span<const double> x) const {
  const auto& weights = regressor().weights(row).value();
  const double score =
      kernels::linear_score({weights.data(), x.size()}, regressor().offset(row), x);
  if (regressor().postevaluationtransform() == kLogit) return kernels::logistic(score);
  if (regressor().postevaluationtransform() == kProbit) return kernels::normal_cdf(score);
  return score;
}

void GlmRegressor::answer(const Features& input, Features& output) const {
  const std::vector<double> x =
      row_.read(input, static_cast<std::size_t>(regressor().weights(0).value_size()));
  std::vector<double> y;
  for (int row = 0; row < regressor().weights_size(); ++row) y.push_back(evaluate_row(row, x));
  write_numbers(*output_, std::move(y), output);
}
}  // namespace

ModelType glm_regressor() { return simple_type<GlmRegressor, coreml::Model::kGlmRegressor>(); }

}  // namespace attune::models
