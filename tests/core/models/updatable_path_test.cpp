// The way of the gradient from the loss to the updatable layers (rules 9 and 10). Upstream names as
// in updatable_rules_test.cpp.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include "support/matchers.h"
#include "support/updatable_checks.h"
#include "task/update_task.h"

namespace attune::test {
namespace {

std::string between(LayerKind kind) { return layer_bytes(kind, "between", {"h"}, {"b"}); }

// hidden (updatable) -> a layer -> scores (updatable) -> softmax
coreml::Model with_between(const std::string& layer) {
  coreml::Model model = score_network();
  set_layers(model, {dense("hidden", "x", "h", 3, 3), layer, dense("scores", "b", "s", 3, 3),
                     softmax("softmax", "s", "p")});
  return model;
}

// InvalidModelUnsupportedLayersForBP
TEST_CASE("updatable: a layer that Apple does not pass gradients through blocks those before it",
          "[models]") {
  const LayerKind blocking[] = {LayerKind::add,
                                LayerKind::multiply,
                                LayerKind::concat,
                                LayerKind::reshape,
                                LayerKind::reshape_static,
                                LayerKind::transpose,
                                LayerKind::permute,
                                LayerKind::softmax_nd,
                                LayerKind::softmax,
                                LayerKind::squeeze,
                                LayerKind::expand_dims,
                                LayerKind::scale,
                                LayerKind::bias,
                                LayerKind::embedding,
                                LayerKind::copy,
                                LayerKind::unary,
                                LayerKind::padding,
                                LayerKind::load_constant,
                                LayerKind::batched_matmul,
                                LayerKind::custom};
  for (const LayerKind kind : blocking) {
    INFO(format::kind_name(kind));
    check_refused(with_between(between(kind)), "gradient path", "hidden");
  }
  for (const std::uint32_t function : {5U, 15U, 20U, 25U, 31U, 41U, 50U, 60U, 70U, 71U}) {
    INFO("activation " << function);
    check_refused(with_between(activation("between", "h", "b", function)), "gradient path",
                  "hidden");
  }
}

TEST_CASE("updatable: a refused path names the layer that blocks it", "[models]") {
  CHECK_THROWS_MATCHES(check_updatable(with_between(between(LayerKind::scale))), Error,
                       has_code(ErrorCode::not_updatable, "'between' (scale)"));
}

TEST_CASE("updatable: gradients pass through flatten, pooling, batchnorm, ReLU, tanh and sigmoid",
          "[models]") {
  for (const LayerKind kind : {LayerKind::flatten, LayerKind::pooling, LayerKind::batchnorm}) {
    check_accepted(with_between(between(kind)));
  }
  for (const std::uint32_t function : {10U, 30U, 40U})
    check_accepted(with_between(activation("between", "h", "b", function)));
}

TEST_CASE("updatable: the layer before mean squared error counts as one on the way", "[models]") {
  coreml::Model model = value_network();
  set_layers(model, {dense("hidden", "x", "h", 3, 2), softmax("last", "h", "y")});
  check_refused(model, "gradient path", "hidden");
}

TEST_CASE("updatable: what blocks may stand before all updatable layers, and beside the way",
          "[models]") {
  coreml::Model model = score_network();
  set_layers(model,
             {layer_bytes(LayerKind::scale, "front", {"x"}, {"f"}), dense("scores", "f", "s", 3, 3),
              softmax("softmax", "s", "p"), layer_bytes(LayerKind::scale, "beside", {"s"}, {"o"})});
  check_accepted(model);
}

// The walk is breadth first and remembers one flag for all branches: right from the loss, "join"
// reads "left" and "right"; "left" blocks; "far" on the right is met after it.
TEST_CASE("updatable: what blocks one branch condemns updatable layers met later on another",
          "[models]") {
  coreml::Model model = score_network();
  const auto join = [](const std::string& first, const std::string& second) {
    return layer_bytes(LayerKind::inner_product, "join", {first, second}, {"s"},
                       Proto().message(20, weights({1}, true)), true);
  };
  const std::string far = dense("far", "x", "f", 3, 3), right = activation("right", "f", "r");
  const std::string left = layer_bytes(LayerKind::scale, "left", {"x"}, {"l"});
  set_layers(model, {far, right, left, join("l", "r"), softmax("softmax", "s", "p")});
  check_refused(model, "gradient path", "far");
  // Met before the blocking one, the same layer is fine.
  const std::string near = dense("near", "x", "n", 3, 3);
  set_layers(model, {near, left, join("n", "l"), softmax("softmax", "s", "p")});
  check_accepted(model);
}

// InvalidModelInvalidSoftmax
TEST_CASE("updatable: a softmax on the way, not the one that cross entropy reads, blocks",
          "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("hidden", "x", "h", 3, 3), softmax("first", "h", "b"),
                     dense("scores", "b", "s", 3, 3), softmax("softmax", "s", "p")});
  check_refused(model, "gradient path", "hidden");
  set_layers(model, {dense("scores", "x", "s", 3, 3), softmax("first", "s", "b"),
                     softmax("softmax", "b", "p")});
  check_refused(model, "gradient path", "scores");
}

// ValidModelValidMultipleSoftmax_1
TEST_CASE("updatable: a softmax before all updatable layers is fine", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {frozen_dense("hidden", "x", "h", 3, 3), softmax("first", "h", "b"),
                     dense("scores", "b", "s", 3, 3), softmax("softmax", "s", "p")});
  check_accepted(model);
}

// ValidModelValidMultipleSoftmax_2
TEST_CASE("updatable: a softmax that the loss does not depend on is fine", "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("hidden", "x", "h", 3, 3), softmax("beside", "h", "b"),
                     dense("scores", "h", "s", 3, 3), softmax("softmax", "s", "p"),
                     softmax("after", "p", "a")});
  check_accepted(model);
}

// ValidModelMultipleSoftmaxOutputs
TEST_CASE("updatable: the softmax that cross entropy reads may feed other layers as well",
          "[models]") {
  coreml::Model model = score_network();
  set_layers(model, {dense("scores", "x", "s", 3, 3), softmax("softmax", "s", "p"),
                     frozen_dense("one", "p", "o", 3, 2),
                     layer_bytes(LayerKind::copy, "two", {"p"}, {"t"})});
  check_accepted(model);
}

// ValidUpdatableModelWith1024Layers
TEST_CASE("updatable: a network of 1024 layers may be updated, and is", "[models]") {
  coreml::Model model = value_network();
  std::vector<std::string> layers = {dense("hidden", "x", "v0", 3, 2)};
  for (int i = 0; i < 1022; ++i) {
    const std::string number = std::to_string(i), next = std::to_string(i + 1);
    layers.push_back(activation("relu" + number, "v" + number, "v" + next));
  }
  layers.push_back(dense("last", "v1022", "y", 2, 2));
  set_layers(model, layers);
  check_accepted(model);
  task::UpdateTask task(*opened(model), {{"epochs", 1.0}});
  task.add(value_examples(2));
  CHECK(task.step().finished);
  CHECK(models::write_model(*task.snapshot()) != model.SerializeAsString());
}

}  // namespace
}  // namespace attune::test
