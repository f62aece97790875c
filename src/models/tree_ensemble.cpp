#include "models/tree_ensemble.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/sort.h"
#include "kernels/link_functions.h"

namespace attune::models {
namespace {
using format::Field;
using format::WireType;

// TreeNode.nodeBehavior: how a branch compares x with its value.
enum : std::uint8_t { kLessEqual, kLess, kGreaterEqual, kGreater, kEqual, kNotEqual, kLeaf };

constexpr std::uint64_t kMaxDimensions = 1U << 20;
constexpr std::uint64_t kMaxFeature = 1U << 30;

template <typename... Parts>
[[noreturn]] void refuse(const Parts&... parts) {
  fail(ErrorCode::model_invalid, "the tree ensemble ", parts...);
}
}  // namespace

TreeEnsemble::TreeEnsemble(const format::Message& params) {
  for (const std::string_view node : params.texts(1)) read_node(node);
  if (nodes_.empty()) refuse("has no nodes");
  const std::uint64_t dimensions = params.integer(2);
  if (dimensions < 1 || dimensions > kMaxDimensions)
    refuse("predicts ", dimensions, " numbers (numPredictionDimensions)");
  base_ = params.double_numbers(3);
  if (base_.empty()) base_.resize(static_cast<std::size_t>(dimensions));
  if (base_.size() != dimensions) {
    refuse("predicts ", dimensions, " numbers and has ", base_.size(),
           " values to begin with (basePredictionValue)");
  }
  for (const LeafValue& value : values_) {
    if (value.dimension >= dimensions) {
      refuse("has a leaf with a value for number ", value.dimension,
             " of the prediction, which has ", dimensions);
    }
  }
  link_nodes();
  count_reached();
}

// One pass over its fields: a large forest has many of them.
void TreeEnsemble::read_node(std::string_view bytes) {
  Node node{};
  std::uint64_t behavior = 0, feature = 0;
  const std::size_t first_value = values_.size();
  format::FieldReader reader(bytes);
  for (Field field; reader.next(field);) {
    const bool varint = field.type == WireType::varint;
    if (field.number == 1 && varint) node.tree = field.scalar;
    if (field.number == 2 && varint) node.number = field.scalar;
    if (field.number == 3 && varint) behavior = field.scalar;
    if (field.number == 10 && varint) feature = field.scalar;
    if (field.number == 11 && field.type == WireType::fixed64)
      node.value = std::bit_cast<double>(field.scalar);
    if (field.number == 12 && varint) node.children[1] = field.scalar;
    if (field.number == 13 && varint) node.children[0] = field.scalar;
    if (field.number == 14 && varint) node.missing_goes_true = field.scalar != 0;
    if (field.number == 20 && field.type == WireType::bytes) read_leaf_value(field.bytes);
  }
  if (behavior > kLeaf) {
    refuse("has an unknown behaviour, ", behavior, ", in node ", node.number, " of tree ",
           node.tree);
  }
  node.behavior = static_cast<std::uint8_t>(behavior);
  if (behavior == kLeaf) {
    node.feature = first_value;
    node.values = static_cast<std::uint32_t>(values_.size() - first_value);
    if (node.values == 0)
      refuse("has a leaf without a value, node ", node.number, " of tree ", node.tree);
  } else {
    values_.resize(first_value);  // of a branch they mean nothing
    if (feature >= kMaxFeature) refuse("branches on number ", feature, " of its inputs");
    node.feature = feature;
    width_ = std::max(width_, static_cast<std::size_t>(feature) + 1);
  }
  nodes_.push_back(node);
}

void TreeEnsemble::read_leaf_value(std::string_view bytes) {
  const format::Message message(bytes);
  values_.push_back({message.integer(1), message.double_number(2)});
}

std::size_t TreeEnsemble::find(std::uint64_t tree, std::uint64_t number) const {
  const auto found =
      std::ranges::lower_bound(nodes_, std::pair(tree, number), {},
                               [](const Node& node) { return std::pair(node.tree, node.number); });
  if (found == nodes_.end() || found->tree != tree || found->number != number)
    refuse("names node ", number, " of tree ", tree, " as a child, which is missing");
  return static_cast<std::size_t>(found - nodes_.begin());
}

void TreeEnsemble::link_nodes() {
  attune::sort(nodes_, {}, [](const Node& node) { return std::pair(node.tree, node.number); });
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (node.tree == nodes_[i - 1].tree && node.number == nodes_[i - 1].number)
      refuse("has node ", node.number, " of tree ", node.tree, " twice");
  }
  for (Node& node : nodes_) {
    if (node.behavior == kLeaf) continue;
    for (std::uint64_t& child : node.children) {
      const std::size_t place = find(node.tree, child);
      if (nodes_[place].has_parent) {
        refuse("has two ways to node ", child, " of tree ", node.tree);
      }
      nodes_[place].has_parent = true;
      child = place;
    }
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].has_parent) continue;
    if (!roots_.empty() && nodes_[roots_.back()].tree == nodes_[i].tree)
      refuse("has two roots in tree ", nodes_[i].tree);
    roots_.push_back(i);
  }
}

// Every node has at most one parent, so no way from a root meets a node twice; what no root reaches
// runs in a circle.
void TreeEnsemble::count_reached() const {
  std::size_t reached = 0;
  std::vector<std::size_t> open = roots_;
  while (!open.empty()) {
    const Node& node = nodes_[open.back()];
    open.pop_back();
    ++reached;
    if (node.behavior == kLeaf) continue;
    for (const std::uint64_t child : node.children) open.push_back(static_cast<std::size_t>(child));
  }
  if (reached != nodes_.size()) refuse("has nodes that run in a circle");
}

bool TreeEnsemble::goes_true(const Node& node, double x) {
  if (std::isnan(x)) return node.missing_goes_true;
  switch (node.behavior) {
    case kLessEqual:
      return x <= node.value;
    case kLess:
      return x < node.value;
    case kGreaterEqual:
      return x >= node.value;
    case kGreater:
      return x > node.value;
    case kEqual:
      return x == node.value;
    default:
      return x != node.value;
  }
}

std::vector<double> TreeEnsemble::evaluate(std::span<const double> x) const {
  std::vector<double> sums = base_;
  for (const std::size_t root : roots_) {
    const Node* node = &nodes_[root];
    while (node->behavior != kLeaf) {
      const bool taken = goes_true(*node, x[static_cast<std::size_t>(node->feature)]);
      node = &nodes_[static_cast<std::size_t>(node->children[taken ? 1 : 0])];
    }
    for (std::uint32_t i = 0; i < node->values; ++i) {
      const LeafValue& value = values_[static_cast<std::size_t>(node->feature) + i];
      sums[static_cast<std::size_t>(value.dimension)] += value.value;
    }
  }
  return sums;
}

void check_tree_inputs(const TreeEnsemble& trees, std::int64_t declared) {
  if (declared >= 0 && static_cast<std::uint64_t>(declared) < trees.width()) {
    refuse("branches on number ", trees.width() - 1, " of its inputs, which have ", declared,
           " in all");
  }
}

TreeTransform read_tree_transform(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(TreeTransform::softmax_with_zero_class))
    refuse("has an unknown transform, ", value);
  return static_cast<TreeTransform>(value);
}

void apply_tree_transform(TreeTransform transform, std::vector<double>& scores) {
  if (transform == TreeTransform::logistic) {
    for (double& score : scores) score = kernels::logistic(score);
  } else if (transform != TreeTransform::none) {
    if (transform == TreeTransform::softmax_with_zero_class) scores.insert(scores.begin(), 0.0);
    kernels::softmax(scores);
  }
}

}  // namespace attune::models
