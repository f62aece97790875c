#include "surgery/rewrites.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "models/updatable_rules.h"
#include "support/layer_harness.h"
#include "support/matchers.h"
#include "support/network_builder.h"
#include "support/other_models.h"
#include "surgery/make_updatable.h"

namespace attune::surgery {
namespace {
using Catch::Matchers::ContainsSubstring;
using format::LayerKind;
using format::LayerSpec;
using test::layer_bytes;
using test::opened;
using test::Proto;

Proto reshape_static(const std::vector<std::int64_t>& shape) { return Proto().packed(1, shape); }

// x [1, 2, 2, 2] -> relu -> `vector` [1, 8] -> dense -> [1, 3] -> softmaxND over the last axis:
// what newer converters make of an image network.
coreml::Model converted(const std::string& to_vector, std::int64_t axis = -1) {
  coreml::Model model = test::score_network();
  forget_training(model);
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {1, 2, 2, 2});
  *model.mutable_description()->mutable_output(0) = test::array_feature("p", {1, 3});
  model.mutable_neuralnetwork()->set_arrayinputshapemapping(1);
  test::set_layers(
      model,
      {test::activation("relu", "x", "r"), to_vector, test::frozen_dense("dense", "v", "s", 8, 3),
       layer_bytes(LayerKind::softmax_nd, "probabilities", {"s"}, {"p"}, Proto().field(1, axis))});
  return model;
}

// The same as a classifier, whose scores have no shape outside.
coreml::Model classifier_of(coreml::Model model) {
  const coreml::NeuralNetwork network = model.neuralnetwork();
  coreml::ModelDescription& description = *model.mutable_description();
  coreml::Model labelled = test::label_network();
  *description.mutable_output() = labelled.description().output();
  description.set_predictedfeaturename("label");
  description.set_predictedprobabilitiesname("labelProbs");
  coreml::NeuralNetwork& classifier = *model.mutable_neuralnetworkclassifier() = network;
  *classifier.mutable_stringclasslabels() = labelled.neuralnetworkclassifier().stringclasslabels();
  return model;
}

std::string to_vector(LayerKind kind, const Proto& params) {
  return layer_bytes(kind, "to_vector", {"r"}, {"v"}, params);
}

std::string told(const std::vector<Rewrite>& rewrites) {
  std::string text;
  for (const Rewrite& each : rewrites) {
    if (!text.empty()) text += ", ";
    text += each.name + " " + each.from + (each.refused.empty() ? ">" : "x") + each.to;
  }
  return text;
}

format::Dictionary answer(const models::Model& model, std::int64_t seed) {
  const format::Features input =
      test::features_of({{"x", test::array_of(test::random_values(8, seed), Shape{1, 2, 2, 2})}});
  return std::get<format::Dictionary>(*model.predict({&input, 1})[0].find("labelProbs"));
}
}  // namespace

TEST_CASE("rewrites: a converted classifier becomes updatable, and answers the same bits",
          "[surgery]") {
  const std::string vectors[] = {
      to_vector(LayerKind::reshape_static, reshape_static({1, 8})),
      to_vector(LayerKind::flatten_to_2d, Proto().field(1, 1)),
  };
  for (const std::string& vector : vectors) {
    const auto before = opened(classifier_of(converted(vector)));
    CHECK_THROWS(make_updatable(*before, {"dense"}, {}));
    const Rewritten after = rewrite(*before, {});
    const std::string from(format::kind_name(LayerSpec(vector).kind()));
    CHECK(told(after.rewrites) ==
          "to_vector " + from + ">flatten, probabilities softmaxND>softmax");
    for (const std::int64_t seed : {1, 2, 3})
      CHECK(answer(*after.model, seed) == answer(*before, seed));
    CHECK_NOTHROW(make_updatable(*after.model, {"dense"}, {}));
  }
}

TEST_CASE("rewrites: an output keeps its shape, so what would change it is refused", "[surgery]") {
  const auto before =
      opened(converted(to_vector(LayerKind::reshape_static, reshape_static({1, 8}))));
  const Rewritten after = rewrite(*before, {});
  CHECK(after.model == before);
  REQUIRE(after.rewrites.size() == 2);
  CHECK(told(after.rewrites) == "to_vector reshapeStaticxflatten, probabilities softmaxNDxsoftmax");
  CHECK_THAT(after.rewrites[0].refused, ContainsSubstring("'probabilities' (softmaxND)"));
  CHECK_THAT(after.rewrites[1].refused, ContainsSubstring("the output 'p' would have shape"));
}

TEST_CASE("rewrites: softmax over another axis than the classes is refused", "[surgery]") {
  const auto before = opened(
      classifier_of(converted(to_vector(LayerKind::reshape_static, reshape_static({1, 8})), 0)));
  const Rewritten after = rewrite(*before, {});
  CHECK(told(after.rewrites) == "to_vector reshapeStatic>flatten, probabilities softmaxNDxsoftmax");
  CHECK_THAT(after.rewrites[1].refused, ContainsSubstring("other values"));
  CHECK(answer(*after.model, 1) == answer(*before, 1));
}

TEST_CASE("rewrites: only what was asked for", "[surgery]") {
  const auto before = opened(
      classifier_of(converted(to_vector(LayerKind::reshape_static, reshape_static({1, 8})))));
  const Rewritten only_softmax = rewrite(*before, {.flatten = false});
  CHECK(told(only_softmax.rewrites) == "probabilities softmaxNDxsoftmax");
  const Rewritten only_flatten = rewrite(*before, {.softmax = false});
  CHECK(told(only_flatten.rewrites) == "to_vector reshapeStaticxflatten");
  CHECK_THAT(only_flatten.rewrites[0].refused, ContainsSubstring("'probabilities' (softmaxND)"));
}

TEST_CASE("rewrites: reshape in a rank-5 network is flatten in the same order", "[surgery]") {
  for (const int mode : {0, 1}) {
    coreml::Model model = test::label_network();
    forget_training(model);
    *model.mutable_description()->mutable_input(0) = test::array_feature("x", {2, 2, 2});
    test::set_layers(
        model, {layer_bytes(LayerKind::reshape, "to_vector", {"x"}, {"v"},
                            Proto().packed(1, {8, 1, 1}).field(2, mode)),
                test::frozen_dense("dense", "v", "s", 8, 3), test::softmax("softmax", "s", "p")});
    const auto before = opened(model);
    const Rewritten after = rewrite(*before, {});
    CHECK(told(after.rewrites) == "to_vector reshape>flatten");
    const LayerSpec flatten(models::network_of(after.model->message()).layers(0));
    CHECK(flatten.kind() == LayerKind::flatten);
    CHECK(flatten.params().integer(1) == static_cast<std::uint64_t>(mode));
    const format::Features input =
        test::features_of({{"x", test::array_of(test::random_values(8, 4), Shape{2, 2, 2})}});
    const auto probabilities = [&](const models::Model& of) {
      return std::get<format::Dictionary>(*of.predict({&input, 1})[0].find("labelProbs"));
    };
    CHECK(probabilities(*after.model) == probabilities(*before));
  }
}

TEST_CASE("rewrites: a reshape that makes no vector stays", "[surgery]") {
  coreml::Model model =
      classifier_of(converted(to_vector(LayerKind::reshape_static, reshape_static({1, 2, 4}))));
  test::set_layers(
      model,
      {test::activation("relu", "x", "r"),
       to_vector(LayerKind::reshape_static, reshape_static({1, 2, 4})),
       layer_bytes(LayerKind::reshape_static, "again", {"v"}, {"w"}, reshape_static({1, 8})),
       test::frozen_dense("dense", "w", "s", 8, 3),
       layer_bytes(LayerKind::softmax_nd, "probabilities", {"s"}, {"p"}, Proto().field(1, -1))});
  const Rewritten after = rewrite(*opened(model), {});
  CHECK_THAT(after.rewrites[0].refused, ContainsSubstring("no vector"));
}

TEST_CASE("rewrites: batchedMatmul with constant weights is an innerProduct with the same array",
          "[surgery]") {
  // W [2, 3] by columns: three runs of two.
  const Proto params = Proto()
                           .field(5, 2)
                           .field(6, 3)
                           .field(7, true)
                           .message(8, test::weights({1, 2, 3, 4, 5, 6}))
                           .message(9, test::weights({10, 20, 30}));
  coreml::Model model = test::value_network();
  forget_training(model);
  *model.mutable_description()->mutable_input(0) = test::array_feature("x", {2});
  *model.mutable_description()->mutable_output(0) = test::array_feature("y", {3});
  model.mutable_neuralnetwork()->set_arrayinputshapemapping(1);
  test::set_layers(model, {layer_bytes(LayerKind::batched_matmul, "matmul", {"x"}, {"y"}, params)});
  const Rewritten after = rewrite(*opened(model), {});
  CHECK(told(after.rewrites) == "matmul batchedMatmul>innerProduct");
  const format::Features input = test::features_of({{"x", test::array_of({1, 10})}});
  CHECK_THAT(test::floats_of(after.model->predict({&input, 1})[0], "y"),
             test::EqualsNear({31, 63, 95}));
  CHECK_NOTHROW(make_updatable(*after.model, {"matmul"}, {}));

  const auto refused = [&](Proto odd) {
    test::set_layers(model, {layer_bytes(LayerKind::batched_matmul, "matmul", {"x"}, {"y"},
                                         odd.message(8, test::weights({1, 2, 3, 4, 5, 6})))});
    return rewrite(*opened(model), {}).rewrites.at(0).refused;
  };
  CHECK_THAT(refused(Proto().field(1, true).field(5, 2).field(6, 3)),
             ContainsSubstring("transposes") || ContainsSubstring("layer"));
  // What does not fit its input, or lacks its quantized weights, is no model to begin with.
  CHECK_THROWS_MATCHES(refused(Proto().field(5, 4).field(6, 3)), Error,
                       test::has_code(ErrorCode::shape_mismatch, "rows of 2"));
  CHECK_THROWS_MATCHES(refused(Proto().field(10, true).field(5, 2).field(6, 3)), Error,
                       test::has_code(ErrorCode::model_invalid, "int8RawValue"));
}

TEST_CASE("rewrites: of a model that is no network there are none", "[surgery]") {
  CHECK_THROWS_MATCHES(rewrite(*opened(test::line_model()), {}), Error,
                       test::has_code(ErrorCode::unsupported));
}

}  // namespace attune::surgery
