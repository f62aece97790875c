// treeEnsembleClassifier (402): decision trees whose leaves vote.
//
//   s = basePredictionValue + sum of one leaf's values a tree
//
//   a score a label        p = s (none), logistic of each, or softmax over all
//   one score, 2 labels    p[1] = s (none) or logistic(s); p[0] = 1 - p[1]. At p[1] = 1/2 the
//   second
//                          label wins: coremltools' converters write a vote of exactly 1/2 as 1/2 -
//                          1e-7 where it is meant for the first
//   a score a label but the first, softmax with the zero class as reference: p = softmax(0, s)
//
//   x  the inputs in the order of the description, as one row; NaN and an optional input that is
//      not given are missing
//   The label is the most probable one, of equal ones the first. A file without labels counts them
//   from 0.
//
// In double, trees in the order of their numbers. Reads TreeEnsembleClassifier. Refuses
// (model_invalid) what tree_ensemble.h lists, a branch on a number that the inputs do not have, and
// labels that do not fit the scores.

#include "base/error.h"
#include "kernels/link_functions.h"
#include "models/class_output.h"
#include "models/row_reader.h"
#include "models/simple_model.h"
#include "models/tree_ensemble.h"
#include "models/values.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the tree ensemble";

class TreeEnsembleClassifier final : public SimpleModel {
 public:
  explicit TreeEnsembleClassifier(std::shared_ptr<const coreml::Model> shared);

  std::vector<format::Label> class_labels() const override { return output_.labels(); }

 private:
  std::vector<format::Label> read_class_labels() const;
  void answer(const Features& input, Features& output) const override;

  TreeEnsemble trees_;
  RowReader row_;
  ClassOutput output_;
  TreeTransform transform_;
  bool binary_;  // one score, for the second of two labels
};

TreeEnsembleClassifier::TreeEnsembleClassifier(std::shared_ptr<const coreml::Model> shared)
    : SimpleModel(std::move(shared)),
      trees_(format::Message(message().treeensembleclassifier()).message(1)),
      row_(message().description(), kWho),
      output_(message().description(), read_class_labels(), kWho),
      transform_(
          read_tree_transform(format::Message(message().treeensembleclassifier()).integer(2))),
      binary_(trees_.dimensions() == 1) {
  check_tree_inputs(trees_, row_.width());
  const std::size_t labels = output_.labels().size(), scores = trees_.dimensions();
  const bool one_less =
      labels == scores + 1 && (binary_ || transform_ == TreeTransform::softmax_with_zero_class);
  if (labels != scores && !one_less) {
    fail(ErrorCode::model_invalid, kWho, " has ", labels, " labels and makes ", scores, " scores");
  }
  // With a score of its own, the first class is a reference all the same: only differences count.
  if (labels == scores && transform_ == TreeTransform::softmax_with_zero_class)
    transform_ = TreeTransform::softmax;
}

std::vector<format::Label> TreeEnsembleClassifier::read_class_labels() const {
  std::vector<format::Label> labels =
      read_labels(format::Message(message().treeensembleclassifier()), 100, 101);
  const std::size_t scores = trees_.dimensions();
  return labels.empty() ? counted_labels(scores == 1 ? 2 : scores) : labels;
}

void TreeEnsembleClassifier::answer(const Features& input, Features& output) const {
  std::vector<double> p = trees_.evaluate(row_.read_at_least(input, trees_.width(), true));
  if (binary_) {
    const double second = transform_ == TreeTransform::none ? p[0] : kernels::logistic(p[0]);
    const double both[] = {1 - second, second};
    return output_.write(both, second >= 0.5 ? 1 : 0, output);
  }
  apply_tree_transform(transform_, p);
  output_.write(p, output);
}
}  // namespace

ModelType tree_ensemble_classifier() {
  return simple_type<TreeEnsembleClassifier, coreml::Model::kTreeEnsembleClassifier>();
}

}  // namespace attune::models
