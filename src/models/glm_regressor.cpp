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
#include "models/linear_rows.h"
#include "models/row_reader.h"
#include "models/simple_model.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the linear regressor";
constexpr std::uint64_t kLogit = 1, kProbit = 2;  // postEvaluationTransform; 0 is none

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, kWho, " ", parts...);
}

class GlmRegressor final : public SimpleModel {
 public:
  explicit GlmRegressor(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        rows_(format::Message(message().glmregressor()), kWho),
        row_(message().description(), kWho),
        transform_(format::Message(message().glmregressor()).integer(3)),
        output_(regressor_output(message().description(), rows_.count(), kWho)) {
    if (transform_ > kProbit) refuse("has an unknown transform, ", transform_);
  }

 private:
  void answer(const Features& input, Features& output) const override;

  LinearRows rows_;
  RowReader row_;
  std::uint64_t transform_;
  const coreml::FeatureDescription& output_;
};

void GlmRegressor::answer(const Features& input, Features& output) const {
  const std::vector<double> x = row_.read(input, rows_.columns);
  std::vector<double> y;
  for (std::size_t row = 0; row < rows_.count(); ++row) {
    const double score = rows_.score(row, x);
    y.push_back(transform_ == kLogit    ? kernels::logistic(score)
                : transform_ == kProbit ? kernels::normal_cdf(score)
                                        : score);
  }
  write_numbers(output_, std::move(y), output);
}
}  // namespace

ModelType glm_regressor() { return simple_type<GlmRegressor, coreml::Model::kGlmRegressor>(); }

}  // namespace attune::models
