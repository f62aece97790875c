// glmClassifier (400): logistic and probit regression.
//
//   s[i] = sum_k weights[i][k] · x[k] + offset[i]
//
//   2 labels          p[1] = logistic(s[0]), or normal CDF (probit); p[0] = 1 - p[1]
//   reference class   a row for each label but the first: p = softmax(0, s[0], s[1], …)
//   one versus rest   a row a label: p = logistic(s) / sum logistic(s)
//
//   x  the inputs in the order of the description, as one row
//   The label is the most probable one, of equal ones the first. A file without labels counts them
//   from 0.
//
// In double; the products are added from k = 0 on, the offset last. Reads GLMClassifier. Refuses
// (model_invalid) rows that differ in length or do not fit the labels, probit for more than two.

#include "base/error.h"
#include "kernels/link_functions.h"
#include "models/class_output.h"
#include "models/linear_rows.h"
#include "models/row_reader.h"
#include "models/simple_model.h"
#include "models/values.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the linear classifier";
constexpr std::uint64_t kProbit = 1;     // postEvaluationTransform; 0 is logit
constexpr std::uint64_t kOneVsRest = 1;  // classEncoding; 0 is a reference class

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, kWho, " ", parts...);
}

class GlmClassifier final : public SimpleModel {
 public:
  explicit GlmClassifier(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        rows_(format::Message(message().glmclassifier()), kWho),
        output_(message().description(), read_labels_and_kind(), kWho),
        row_(message().description(), kWho) {
    check_rows();
  }

  std::vector<format::Label> class_labels() const override { return output_.labels(); }

 private:
  std::vector<format::Label> read_labels_and_kind();
  void check_rows() const;
  void answer(const Features& input, Features& output) const override;

  LinearRows rows_;
  bool probit_ = false, one_vs_rest_ = false;
  ClassOutput output_;
  RowReader row_;
};

// Answers the labels.
std::vector<format::Label> GlmClassifier::read_labels_and_kind() {
  const format::Message message(this->message().glmclassifier());
  const std::uint64_t transform = message.integer(3), encoding = message.integer(4);
  if (transform > kProbit) refuse("has an unknown transform, ", transform);
  if (encoding > kOneVsRest) refuse("has an unknown encoding of its classes, ", encoding);
  probit_ = transform == kProbit;
  one_vs_rest_ = encoding == kOneVsRest;
  const std::size_t rows = rows_.count();
  std::vector<format::Label> labels = read_labels(message, 100, 101);
  return labels.empty() ? counted_labels(one_vs_rest_ && rows > 1 ? rows : rows + 1) : labels;
}

void GlmClassifier::check_rows() const {
  const std::size_t labels = output_.labels().size(), rows = rows_.count();
  const std::size_t wanted = one_vs_rest_ && labels > 2 ? labels : labels - 1;
  if (rows != wanted) {
    refuse("has ", labels, " labels and ", rows, " rows of weights; ",
           one_vs_rest_ ? "one versus rest" : "a reference class", " needs ", wanted);
  }
  if (probit_ && labels > 2) refuse("has ", labels, " labels; probit is for two");
}

void GlmClassifier::answer(const Features& input, Features& output) const {
  const std::vector<double> x = row_.read(input, rows_.columns);
  std::vector<double> p(output_.labels().size());
  // The last ones: the first label is the reference where there is a row less.
  const std::size_t first = p.size() - rows_.count();
  for (std::size_t i = 0; i < rows_.count(); ++i) p[first + i] = rows_.score(i, x);
  if (p.size() == 2) {
    p[1] = probit_ ? kernels::normal_cdf(p[1]) : kernels::logistic(p[1]);
    p[0] = 1 - p[1];
  } else if (one_vs_rest_) {
    double sum = 0;
    for (double& each : p) sum += each = kernels::logistic(each);
    for (double& each : p) each /= sum;
  } else {
    kernels::softmax(p);
  }
  output_.write(p, output);
}
}  // namespace

ModelType glm_classifier() { return simple_type<GlmClassifier, coreml::Model::kGlmClassifier>(); }

}  // namespace attune::models
