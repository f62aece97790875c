// Decision trees that add up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "format/wire.h"

namespace attune::models {

/// What becomes of the sums (TreeEnsemblePostEvaluationTransform).
enum class TreeTransform : std::uint8_t {
  none,
  softmax,
  logistic,
  /// Softmax with 0 as the score of a class in front of the others.
  softmax_with_zero_class
};

class TreeEnsemble {
 public:
  /// Reads TreeEnsembleParameters.
  /// @throws Error model_invalid: nodes that make no trees (a node twice, a child that is missing,
  /// has two parents, or stands in a circle; two roots of one tree), leaves without values or with
  /// one beyond the dimensions, another number of base values than of dimensions, more than 2^20
  /// dimensions
  explicit TreeEnsemble(const format::Message& params);

  std::size_t dimensions() const { return base_.size(); }
  /// So many numbers at least must be in a row.
  std::size_t width() const { return width_; }

  /// The base values plus those of one leaf a tree, trees in the order of their numbers.
  /// Needs: width() numbers in x; NaN is a missing value.
  std::vector<double> evaluate(std::span<const double> x) const;

 private:
  struct Node {
    std::uint64_t tree, number;
    double value;               // that the feature is compared with
    std::uint64_t children[2];  // false, true: first their numbers, then their places
    std::uint64_t feature;      // of a leaf: the first of its values
    std::uint32_t values;       // of a leaf: how many
    std::uint8_t behavior;
    bool missing_goes_true;
    bool has_parent;
  };
  struct LeafValue {
    std::uint64_t dimension;
    double value;
  };

  void read_node(std::string_view bytes);
  void read_leaf_value(std::string_view bytes);
  void link_nodes();
  void count_reached() const;
  std::size_t find(std::uint64_t tree, std::uint64_t number) const;
  static bool goes_true(const Node& node, double x);

  std::vector<Node> nodes_;  // by tree, then by number
  std::vector<LeafValue> values_;
  std::vector<std::size_t> roots_;
  std::vector<double> base_;
  std::size_t width_ = 0;
};

/// @param declared  RowReader::width()
/// @throws Error model_invalid when a branch reads a number that the inputs do not have
void check_tree_inputs(const TreeEnsemble& trees, std::int64_t declared);

/// @throws Error model_invalid for a transform that the format does not know
TreeTransform read_tree_transform(std::uint64_t value);
/// In place; softmax_with_zero_class only where there is no score for the zero class yet.
void apply_tree_transform(TreeTransform transform, std::vector<double>& scores);

}  // namespace attune::models
