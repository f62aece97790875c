// supportVectorClassifier (401): one machine for each pair of labels, as LIBSVM has it.
//
//   For labels a < b, with the vectors v of class a, then those of class b:
//   d[a,b] = sum_{v of a} coefficient[b-1][v] K(x, v) + sum_{v of b} coefficient[a][v] K(x, v)
//            - rho[a,b]
//   Pairs stand in the order (0,1), (0,2), …, (1,2), …
//
//   with probA and probB     r[a,b] = logistic(-(A d + B)), between 1e-7 and 1 - 1e-7. Two labels:
//                            p = (r[0,1], 1 - r[0,1]); more: pairwise coupling of all r. The label
//                            is the most probable one, of equal ones the first
//   without                  d > 0 is a vote for a, else for b. The label has the most votes, of
//   equal
//                            ones the first; LIBSVM has no probabilities then, we answer shares of
//                            the votes
//
//   x  the inputs in the order of the description, as one row      v, K  support_vectors.h
//
// Reads SupportVectorClassifier. Refuses (model_invalid) what support_vectors.h lists, and counts
// that do not fit the labels.

#include <algorithm>

#include "base/error.h"
#include "kernels/link_functions.h"
#include "kernels/pairwise_coupling.h"
#include "models/class_output.h"
#include "models/row_reader.h"
#include "models/simple_model.h"
#include "models/support_vectors.h"
#include "models/values.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the support vector machine";
constexpr double kLeastProbability = 1e-7;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, kWho, " ", parts...);
}

class SupportVectorClassifier final : public SimpleModel {
 public:
  explicit SupportVectorClassifier(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        vectors_(params(), 3, 4),
        row_(message().description(), kWho),
        output_(message().description(), read_labels(params(), 100, 101), kWho),
        rho_(params().double_numbers(6)),
        prob_a_(params().double_numbers(7)),
        prob_b_(params().double_numbers(8)) {
    read_classes();
    read_coefficients();
    check_pairs();
  }

  std::vector<format::Label> class_labels() const override { return output_.labels(); }

 private:
  format::Message params() const { return format::Message(message().supportvectorclassifier()); }
  std::size_t labels() const { return output_.labels().size(); }

  void read_classes();
  void read_coefficients();
  void check_pairs() const;
  void answer(const Features& input, Features& output) const override;
  double decide(std::size_t a, std::size_t b, std::span<const double> k) const;

  SupportVectors vectors_;
  RowReader row_;
  ClassOutput output_;
  std::vector<std::size_t> starts_;  // of each label's vectors, and the end
  std::vector<std::vector<double>> coefficients_;
  std::vector<double> rho_, prob_a_, prob_b_;
};

void SupportVectorClassifier::read_classes() {
  const std::vector<std::int64_t> counts = params().signed_integers(2);
  if (counts.size() != labels()) {
    refuse("has ", labels(), " labels and ", counts.size(),
           " counts of vectors (numberOfSupportVectorsPerClass)");
  }
  starts_.push_back(0);
  for (const std::int64_t count : counts) {
    if (count < 0 || static_cast<std::uint64_t>(count) > vectors_.count() - starts_.back())
      refuse("has ", vectors_.count(), " vectors, fewer than its classes need");
    starts_.push_back(starts_.back() + static_cast<std::size_t>(count));
  }
  if (starts_.back() != vectors_.count())
    refuse("has ", vectors_.count(), " vectors; its classes have ", starts_.back());
}

void SupportVectorClassifier::read_coefficients() {
  for (const format::Message& row : params().messages(5))
    coefficients_.push_back(row.double_numbers(1));
  if (coefficients_.size() != labels() - 1)
    refuse("has ", labels(), " labels and ", coefficients_.size(), " rows of coefficients");
  for (const std::vector<double>& row : coefficients_) {
    if (row.size() != vectors_.count())
      refuse("has ", vectors_.count(), " vectors and a row of ", row.size(), " coefficients");
  }
}

void SupportVectorClassifier::check_pairs() const {
  const std::uint64_t pairs = std::uint64_t{labels()} * (labels() - 1) / 2;
  if (rho_.size() != pairs)
    refuse("has ", pairs, " pairs of labels and ", rho_.size(), " values rho");
  if (prob_a_.size() != prob_b_.size() || (!prob_a_.empty() && prob_a_.size() != pairs)) {
    refuse("has ", pairs, " pairs of labels, ", prob_a_.size(), " values probA and ",
           prob_b_.size(), " probB");
  }
}

// d without rho.
double SupportVectorClassifier::decide(std::size_t a, std::size_t b,
                                       std::span<const double> k) const {
  double sum = 0;
  for (std::size_t v = starts_[a]; v < starts_[a + 1]; ++v) sum += coefficients_[b - 1][v] * k[v];
  for (std::size_t v = starts_[b]; v < starts_[b + 1]; ++v) sum += coefficients_[a][v] * k[v];
  return sum;
}

void SupportVectorClassifier::answer(const Features& input, Features& output) const {
  const std::vector<double> k = vectors_.compare(read_support_row(row_, vectors_, input));
  const bool votes = prob_a_.empty();
  const std::size_t classes = labels();
  std::vector<double> p(classes), pairs(votes ? 0 : classes * classes);
  std::size_t pair = 0;
  for (std::size_t a = 0; a < classes; ++a) {
    for (std::size_t b = a + 1; b < classes; ++b, ++pair) {
      const double decision = decide(a, b, k) - rho_[pair];
      if (votes) {
        p[decision > 0 ? a : b] += 1 / static_cast<double>(rho_.size());
      } else {
        const double r = kernels::logistic(-(decision * prob_a_[pair] + prob_b_[pair]));
        pairs[a * classes + b] = std::clamp(r, kLeastProbability, 1 - kLeastProbability);
        pairs[b * classes + a] = 1 - pairs[a * classes + b];
      }
    }
  }
  if (!votes && classes == 2) p = {pairs[1], pairs[2]};
  if (!votes && classes > 2) kernels::couple_pairs(pairs, p);
  output_.write(p, output);
}
}  // namespace

ModelType support_vector_classifier() {
  return simple_type<SupportVectorClassifier, coreml::Model::kSupportVectorClassifier>();
}

}  // namespace attune::models
