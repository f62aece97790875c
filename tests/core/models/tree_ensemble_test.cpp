#include "models/tree_ensemble.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <limits>
#include <vector>

#include "support/matchers.h"
#include "support/wire_writer.h"

namespace attune::models {
namespace {
using test::has_code;
using test::Proto;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kLeaf = 6;

Proto leaf(int number, double value, int dimension = 0, int tree = 0) {
  return Proto().field(1, tree).field(2, number).field(3, kLeaf).message(
      20, Proto().field(1, dimension).field(2, value));
}

// Goes to node yes where x[feature] compares with value, else to node no.
Proto branch(int number, int behavior, double value, int yes, int no, int feature = 0,
             bool missing_goes_true = false, int tree = 0) {
  return Proto()
      .field(1, tree)
      .field(2, number)
      .field(3, behavior)
      .field(10, feature)
      .field(11, value)
      .field(12, yes)
      .field(13, no)
      .field(14, missing_goes_true);
}

Proto ensemble(const std::vector<Proto>& nodes, std::int64_t dimensions = 1) {
  Proto params;
  for (const Proto& node : nodes) params.message(1, node);
  return params.field(2, dimensions);
}

double value_at(const Proto& params, const std::vector<double>& x) {
  return TreeEnsemble(format::Message(params.bytes())).evaluate(x).at(0);
}

void check_refused(const Proto& params, std::string_view part) {
  INFO(part);
  CHECK_THROWS_MATCHES(TreeEnsemble(format::Message(params.bytes())), Error,
                       has_code(ErrorCode::model_invalid, part));
}
}  // namespace

TEST_CASE("tree ensemble: six ways to compare", "[models]") {
  // below, equal to and above the value
  const std::vector<std::vector<double>> taken = {{1, 1, 0}, {1, 0, 0}, {0, 1, 1},
                                                  {0, 0, 1}, {0, 1, 0}, {1, 0, 1}};
  for (int behavior = 0; behavior < 6; ++behavior) {
    INFO("behaviour " << behavior);
    const Proto params = ensemble({branch(0, behavior, 2, 1, 2), leaf(1, 1), leaf(2, 0)});
    const auto& expected = taken[static_cast<std::size_t>(behavior)];
    CHECK(value_at(params, {1.5}) == expected[0]);
    CHECK(value_at(params, {2}) == expected[1]);
    CHECK(value_at(params, {2.5}) == expected[2]);
  }
}

TEST_CASE("tree ensemble: a missing value goes where the branch says, however it compares",
          "[models]") {
  for (int behavior = 0; behavior < 6; ++behavior) {
    const std::vector<Proto> leaves = {leaf(1, 1), leaf(2, 0)};
    CHECK(value_at(ensemble({branch(0, behavior, 2, 1, 2, 0, true), leaves[0], leaves[1]}),
                   {kNaN}) == 1);
    CHECK(value_at(ensemble({branch(0, behavior, 2, 1, 2, 0, false), leaves[0], leaves[1]}),
                   {kNaN}) == 0);
  }
}

TEST_CASE("tree ensemble: trees add to the base values, each to the dimensions of its leaf",
          "[models]") {
  // Nodes in any order; numbers need not begin at 0.
  const Proto params =
      ensemble({leaf(9, 4, 1, 7), branch(3, 0, 0, 9, 5, 1, false, 7), leaf(5, 8, 0, 7),
                leaf(0, 16, 0, 2).message(20, Proto().field(1, 1).field(2, 32.0))},
               2)
          .packed_doubles(3, {1, 2});
  const TreeEnsemble trees(format::Message(params.bytes()));
  CHECK(trees.width() == 2);
  CHECK(trees.evaluate(std::vector<double>{5, -1}) == std::vector<double>{17, 38});
  CHECK(trees.evaluate(std::vector<double>{5, 1}) == std::vector<double>{25, 34});
}

TEST_CASE("tree ensemble: transforms", "[models]") {
  std::vector<double> scores = {0, 0};
  apply_tree_transform(TreeTransform::none, scores);
  CHECK(scores == std::vector<double>{0, 0});
  apply_tree_transform(TreeTransform::logistic, scores);
  CHECK(scores == std::vector<double>{0.5, 0.5});
  apply_tree_transform(TreeTransform::softmax, scores);
  CHECK(scores == std::vector<double>{0.5, 0.5});
  scores = {0, 0, 0};
  apply_tree_transform(TreeTransform::softmax_with_zero_class, scores);
  CHECK(scores == std::vector<double>{0.25, 0.25, 0.25, 0.25});
  CHECK_THROWS_MATCHES(read_tree_transform(4), Error,
                       has_code(ErrorCode::model_invalid, "unknown transform, 4"));
}

TEST_CASE("tree ensemble: refuses nodes that make no trees", "[models][rules]") {
  check_refused(ensemble({}), "no nodes");
  check_refused(ensemble({branch(0, 0, 0, 1, 2), leaf(1, 0)}), "node 2 of tree 0 as a child");
  check_refused(ensemble({branch(0, 0, 0, 1, 2), leaf(1, 0), leaf(2, 0, 0, 1)}),
                "node 2 of tree 0 as a child");
  check_refused(ensemble({leaf(0, 0), leaf(0, 1)}), "node 0 of tree 0 twice");
  check_refused(ensemble({leaf(0, 0), leaf(1, 1)}), "two roots in tree 0");
  check_refused(ensemble({branch(0, 0, 0, 1, 1), leaf(1, 0)}), "two ways to node 1");
  check_refused(ensemble({branch(0, 0, 0, 1, 2), branch(1, 0, 0, 2, 3), leaf(2, 0), leaf(3, 0)}),
                "two ways to node 2");
}

TEST_CASE("tree ensemble: refuses circles", "[models][rules]") {
  check_refused(ensemble({branch(0, 0, 0, 0, 1), leaf(1, 0)}), "circle");
  check_refused(ensemble({branch(0, 0, 0, 1, 2), branch(1, 0, 0, 0, 3), leaf(2, 0), leaf(3, 0)}),
                "circle");
  // A whole tree, and a circle beside it.
  check_refused(
      ensemble({leaf(9, 1), branch(0, 0, 0, 1, 2), branch(1, 0, 0, 0, 3), leaf(2, 0), leaf(3, 0)}),
      "circle");
  check_refused(ensemble({branch(0, 0, 0, 1, 2), branch(1, 0, 0, 0, 2), leaf(2, 0)}), "two ways");
}

TEST_CASE("tree ensemble: refuses numbers that fit nothing", "[models][rules]") {
  check_refused(ensemble({leaf(0, 0)}, 0), "predicts 0 numbers");
  check_refused(ensemble({leaf(0, 0)}, -1), "numPredictionDimensions");
  check_refused(ensemble({leaf(0, 0)}, std::int64_t{1} << 40), "numPredictionDimensions");
  check_refused(ensemble({leaf(0, 0, 1)}), "value for number 1 of the prediction");
  check_refused(ensemble({leaf(0, 0)}).packed_doubles(3, {1, 2}), "2 values to begin with");
  check_refused(ensemble({Proto().field(3, kLeaf)}), "leaf without a value");
  check_refused(ensemble({branch(0, 7, 0, 1, 2), leaf(1, 0), leaf(2, 0)}), "unknown behaviour, 7");
  check_refused(ensemble({branch(0, 0, 0, 1, 2, -1), leaf(1, 0), leaf(2, 0)}),
                "branches on number");
  check_refused(Proto().field(1, "\x08"), "not a Core ML model");
}

TEST_CASE("tree ensemble: a tree of a hundred thousand levels is no trouble", "[models]") {
  constexpr int kLevels = 100000;
  Proto params;
  for (int i = 0; i < kLevels; ++i) {
    params.message(1, branch(2 * i, 3, i, 2 * i + 2, 2 * i + 1));
    params.message(1, leaf(2 * i + 1, i));
  }
  params.message(1, leaf(2 * kLevels, -1)).field(2, 1);
  const TreeEnsemble trees(format::Message(params.bytes()));
  CHECK(trees.evaluate(std::vector<double>{1e9}).at(0) == -1);
  CHECK(trees.evaluate(std::vector<double>{99000}).at(0) == 99000);
}

}  // namespace attune::models
