// supportVectorRegressor (301).
//
//   y = sum_i coefficient[i] · K(x, v[i]) - rho
//
//   x  the inputs in the order of the description, as one row      v, K  support_vectors.h
//
// Reads SupportVectorRegressor. Refuses (model_invalid) what support_vectors.h lists, and another
// number of coefficients than of vectors.

#include "base/error.h"
#include "models/class_output.h"
#include "models/row_reader.h"
#include "models/simple_model.h"
#include "models/support_vectors.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the support vector machine";

class SupportVectorRegressor final : public SimpleModel {
 public:
  explicit SupportVectorRegressor(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        vectors_(params(), 2, 3),
        row_(message().description(), kWho),
        coefficients_(params().message(4).double_numbers(1)),
        rho_(params().double_number(5)),
        output_(regressor_output(message().description(), 1, kWho)) {
    if (coefficients_.size() != vectors_.count()) {
      fail(ErrorCode::model_invalid, kWho, " has ", vectors_.count(), " vectors and ",
           coefficients_.size(), " coefficients");
    }
  }

 private:
  format::Message params() const { return format::Message(message().supportvectorregressor()); }
  void answer(const Features& input, Features& output) const override {
    const std::vector<double> x = read_support_row(row_, vectors_, input);
    const std::vector<double> k = vectors_.compare(x);
    double y = 0;
    for (std::size_t i = 0; i < k.size(); ++i) y += coefficients_[i] * k[i];
    write_numbers(output_, {y - rho_}, output);
  }

  SupportVectors vectors_;
  RowReader row_;
  std::vector<double> coefficients_;
  double rho_;
  const coreml::FeatureDescription& output_;
};
}  // namespace

ModelType support_vector_regressor() {
  return simple_type<SupportVectorRegressor, coreml::Model::kSupportVectorRegressor>();
}

}  // namespace attune::models
