// treeEnsembleRegressor (302): decision trees that add up to a number, or to several.
//
//   y = transform(basePredictionValue + sum of one leaf's values a tree)
//
//   x  the inputs in the order of the description, as one row. A missing value is NaN, or an
//      optional input that is not given; it goes where the branch says
//      (missingValueTracksTrueChild)
//   y  one number, or an array of numPredictionDimensions
//   transform  none, logistic of each, or softmax over all
//
// In double, trees in the order of their numbers. Reads TreeEnsembleRegressor. Refuses
// (model_invalid) what tree_ensemble.h lists, and a branch on a number that the inputs do not have.

#include "base/error.h"
#include "models/class_output.h"
#include "models/row_reader.h"
#include "models/simple_model.h"
#include "models/tree_ensemble.h"

namespace attune::models {
namespace {
constexpr std::string_view kWho = "the tree ensemble";

class TreeEnsembleRegressor final : public SimpleModel {
 public:
  explicit TreeEnsembleRegressor(std::shared_ptr<const coreml::Model> shared)
      : SimpleModel(std::move(shared)),
        trees_(format::Message(message().treeensembleregressor()).message(1)),
        row_(message().description(), kWho),
        transform_(
            read_tree_transform(format::Message(message().treeensembleregressor()).integer(2))),
        output_(regressor_output(message().description(), trees_.dimensions(), kWho)) {
    check_tree_inputs(trees_, row_.width());
    // There is no class in front of a number's dimensions.
    if (transform_ == TreeTransform::softmax_with_zero_class) transform_ = TreeTransform::softmax;
  }

 private:
  void answer(const Features& input, Features& output) const override {
    std::vector<double> y = trees_.evaluate(row_.read_at_least(input, trees_.width(), true));
    apply_tree_transform(transform_, y);
    write_numbers(output_, std::move(y), output);
  }

  TreeEnsemble trees_;
  RowReader row_;
  TreeTransform transform_;
  const coreml::FeatureDescription& output_;
};
}  // namespace

ModelType tree_ensemble_regressor() {
  return simple_type<TreeEnsembleRegressor, coreml::Model::kTreeEnsembleRegressor>();
}

}  // namespace attune::models
